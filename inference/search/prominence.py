"""Which of two places is better known, where a query does not tell them apart."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from inference.catalogue import Catalogue, Place

_NO_ITEM = 10**12


def prominence(place: Place, sights: Sequence[str]) -> tuple[int, bool, bool, int, int]:
    """A key that sorts better-known places first: an estimate, not a count of visitors.

    The `sights` of its city go first, in their order. Then a place somebody wrote an English name
    for, a monument after other places (its Wikidata item is often that of the person), then the
    one with more other names, then the one with the older Wikidata item, for well-known things got
    theirs first.
    """
    item = place.wikidata or ""
    number = int(item[1:]) if item[:1] == "Q" and item[1:].isdigit() else _NO_ITEM
    rank = sights.index(place.id) if place.id in sights else len(sights)
    unnamed, monument = "en" not in place.names, "monuments" in place.kinds
    return rank, unnamed, monument, -len(place.aliases), number


def by_prominence(catalogue: Catalogue) -> NDArray[np.intp]:
    """(places,) the rank of each place, 0 for the best known."""
    places = list(catalogue.places.values())
    sights = {city.name: city.sights for city in catalogue.cities.values()}
    keys = [prominence(place, sights.get(place.city, ())) for place in places]
    order = sorted(range(len(places)), key=keys.__getitem__)
    ranks = np.empty(len(places), dtype=np.intp)
    ranks[order] = np.arange(len(places))
    return ranks
