"""`candidates.csv`: Wikidata items that may be a place, for a person to decide.

Its column `decision` is empty until somebody writes yes or no; `enrich` reads that when it runs
again. What has been decided is kept, also when the item is no candidate any more.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from inference.catalogue import Catalogue, CatalogueError
from inference.data.places import write_csv
from inference.enrichment.matching import Candidate
from inference.tables import read_rows

CANDIDATES = "candidates.csv"
_COLUMNS = (
    *("place_id", "name", "city", "wikidata", "label", "distance_m", "similarity", "decision"),
)
_YES, _NO = ("yes", "да"), ("no", "нет")


@dataclass(frozen=True, slots=True)
class Decisions:
    """`accepted` holds item ids by place id, `refused` pairs of both; `rows` are as written."""

    accepted: Mapping[str, str] = field(default_factory=dict)
    refused: frozenset[tuple[str, str]] = frozenset()
    rows: tuple[Mapping[str, str], ...] = ()


def read_decisions(folder: Path) -> Decisions:
    """What a person has decided so far. Raises CatalogueError for a decision that is neither."""
    path = folder / CANDIDATES
    if not path.exists():
        return Decisions()
    accepted: dict[str, str] = {}
    refused: set[tuple[str, str]] = set()
    rows: list[Mapping[str, str]] = []
    for row in read_rows(path, ("place_id", "wikidata", "decision"), CatalogueError):
        values = {column: value.strip() for column, value in row.values.items()}
        place, item, decision = (
            values.get(column, "") for column in ("place_id", "wikidata", "decision")
        )
        if decision.casefold() in _YES:
            if accepted.setdefault(place, item) != item:
                raise CatalogueError(
                    f"{path}, line {row.line}: {place} is said to be {accepted[place]} already; "
                    f"leave yes at one of them."
                )
        elif decision.casefold() in _NO:
            refused.add((place, item))
        elif decision:
            raise CatalogueError(
                f"{path}, line {row.line} ({place}): decision is yes, no or empty, not "
                f"{decision!r}."
            )
        if decision:
            rows.append(values)
    return Decisions(accepted, frozenset(refused), tuple(rows))


def write_candidates(
    folder: Path, catalogue: Catalogue, candidates: Iterable[Candidate], decided: Decisions
) -> int:
    """Write the table anew; returns how many of its rows wait for a decision."""
    places = catalogue.places
    known = {(row["place_id"], row["wikidata"]) for row in decided.rows}
    waiting = [
        (
            *(c.place_id, places[c.place_id].name, places[c.place_id].city, c.wikidata, c.label),
            *(f"{c.distance_m:.0f}", f"{c.similarity:.2f}", ""),
        )
        for c in candidates
        if (c.place_id, c.wikidata) not in known
    ]
    kept = [tuple(row.get(column, "") for column in _COLUMNS) for row in decided.rows]
    path = folder / CANDIDATES
    if waiting or kept or path.exists():
        write_csv(path, _COLUMNS, [*kept, *waiting])
    return len(waiting)
