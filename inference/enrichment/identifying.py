"""Which Wikidata item each place of a catalogue is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tqdm import tqdm

from inference.catalogue import Place
from inference.enrichment.decisions import Decisions
from inference.enrichment.matching import Candidate, match
from inference.enrichment.progress import for_each
from inference.wikimedia.action_api import ActionApi
from inference.wikimedia.entities import Entity, items_near, read_entities

# Items further away are no candidates; positions of one building differ by less than this.
RADIUS_M = 500


@dataclass(frozen=True, slots=True)
class Identified:
    """Entities by place id; what was `accepted` of the candidates, what a person has to decide
    (`waiting`), and places whose item does not exist (`missing`).
    """

    entities: Mapping[str, Entity]
    accepted: tuple[Candidate, ...] = ()
    waiting: tuple[Candidate, ...] = ()
    missing: tuple[str, ...] = ()


async def identify(wikidata: ActionApi, places: Sequence[Place], decided: Decisions) -> Identified:
    """Read the items that places name, and look for those of the others by position and name."""
    ids = {p.id: item for p in places if (item := p.wikidata or decided.accepted.get(p.id))}
    known = await entities_of(wikidata, ids.values(), "names")
    entities = {place: known[item] for place, item in ids.items() if item in known}
    taken = {*ids.values(), *(entity.id for entity in entities.values())}
    placed = [
        (p, (p.lat, p.lon))
        for p in places
        if p.id not in ids and p.lat is not None and p.lon is not None
    ]
    near = await for_each(
        placed, lambda own: items_near(wikidata, *own[1], RADIUS_M), "looking around", "places"
    )
    around = {item for items in near for item in items} - taken
    found = await entities_of(wikidata, sorted(around), "candidates")
    accepted: list[Candidate] = []
    waiting: list[Candidate] = []
    for (place, _), items in zip(placed, near, strict=True):
        candidates = [
            found[item]
            for item in items
            if item in found and (place.id, item) not in decided.refused
        ]
        best, others = match(place, candidates, taken)
        if best is not None:
            accepted.append(best)
            entities[place.id] = found[best.wikidata]
            taken.add(best.wikidata)
        waiting += others
    still = [candidate for candidate in waiting if candidate.wikidata not in taken]
    missing = tuple(place for place, item in ids.items() if item not in known)
    return Identified(entities, tuple(accepted), tuple(still), missing)


async def entities_of(wikidata: ActionApi, ids: Iterable[str], title: str) -> dict[str, Entity]:
    """`read_entities` under a progress bar."""
    wanted = list(dict.fromkeys(ids))
    with tqdm(total=len(wanted), desc=title, unit=" items", disable=not wanted) as bar:
        return await read_entities(wikidata, wanted, lambda count: _advance(bar, count))


def _advance(bar: tqdm[Any], count: int) -> None:
    bar.update(count)
