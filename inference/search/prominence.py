"""Which of two places is better known, where a query does not tell them apart."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from inference.catalogue import Place

_NO_ITEM = 10**12


def prominence(place: Place) -> tuple[bool, bool, int, int]:
    """A key that sorts better-known places first: an estimate, not a count of visitors.

    A place somebody wrote an English name for goes first, a monument after other places (its
    Wikidata item is often that of the person), then the one with more other names, then the one
    with the older Wikidata item, for well-known things got theirs first.
    """
    item = place.wikidata or ""
    number = int(item[1:]) if item[:1] == "Q" and item[1:].isdigit() else _NO_ITEM
    return "en" not in place.names, "monuments" in place.kinds, -len(place.aliases), number


def by_prominence(places: Sequence[Place]) -> NDArray[np.intp]:
    """(places,) the rank of each place, 0 for the best known."""
    order = sorted(range(len(places)), key=lambda number: prominence(places[number]))
    ranks = np.empty(len(places), dtype=np.intp)
    ranks[order] = np.arange(len(places))
    return ranks
