"""Judged queries: what somebody may type, and the places that answer it."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from inference.catalogue import Catalogue
from inference.errors import UserError
from inference.naming import drop_numbering, fold_name

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class JudgedQuery:
    """A query and the gain of each place (by id) that answers it; no gains: nothing fits."""

    query: str
    gains: Mapping[str, float] = field(hash=False)
    city: str | None = None
    slice: str = "all"
    split: str = ""


def read_queries(path: Path, catalogue: Catalogue) -> list[JudgedQuery]:
    """Judged queries from JSON lines: `query`, `relevant`, and perhaps `slice`, `city`, `split`.

    `relevant` is a list of places by id or by name, or a mapping of these to their gains. A name
    stands for every place of that name, in the `city` where one is given. Raises UserError for
    what cannot be read; a place that the catalogue lacks counts as never found, and the log says
    so.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise UserError(f"{path} cannot be read: {error}.") from error
    named = _by_name(catalogue)
    queries = []
    for number, line in enumerate(lines, start=1):
        if line.strip():
            try:
                row = json.loads(line)
                queries.append(_judged(row, catalogue, named, f"{path}, line {number}"))
            except (ValueError, TypeError, KeyError, AttributeError) as error:
                raise UserError(
                    f"{path}, line {number}: not a judged query ({error!r}); it needs "
                    f'"query" and "relevant".'
                ) from error
    return queries


def _judged(
    row: Mapping[str, Any],
    catalogue: Catalogue,
    named: Mapping[str, tuple[str, ...]],
    where: str,
) -> JudgedQuery:
    relevant = row["relevant"]
    given = relevant if isinstance(relevant, dict) else dict.fromkeys(relevant, 1.0)
    city = row.get("city") or None
    gains: dict[str, float] = {}
    for place, gain in given.items():
        ids = (place,) if place in catalogue.places else named.get(_folded(place), ())
        if city is not None and len(ids) > 1:
            home = catalogue.find_city(city)
            ids = tuple(i for i in ids if catalogue.places[i].city == home) or ids
        if not ids:
            log.warning("%s: the catalogue has no place %r; it counts as not found.", where, place)
        for i in ids or (place,):
            gains[i] = max(float(gain), gains.get(i, 0.0))
    return JudgedQuery(
        query=str(row["query"]),
        gains=gains,
        city=city,
        slice=row.get("slice", "all"),
        split=row.get("split", ""),
    )


def _by_name(catalogue: Catalogue) -> dict[str, tuple[str, ...]]:
    """The ids of the places of each name; an alias counts where no place is named so."""
    names: dict[str, list[str]] = {}
    aliases: dict[str, list[str]] = {}
    for place in catalogue.places.values():
        for name in {_folded(name) for name in (place.name, *place.names.values())}:
            names.setdefault(name, []).append(place.id)
        for alias in {_folded(alias) for alias in place.aliases}:
            aliases.setdefault(alias, []).append(place.id)
    return {name: tuple(ids) for name, ids in {**aliases, **names}.items()}


def _folded(name: str) -> str:
    return fold_name(drop_numbering(name))
