"""A catalogue enriched from Wikidata and Wikimedia Commons: names, lines, articles and photos."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from inference.catalogue import Catalogue, Place
from inference.enrichment.catalogue_writing import (
    Found,
    own_photos,
    write_photos,
    write_positions,
    write_wordings,
)
from inference.enrichment.decisions import read_decisions, write_candidates
from inference.enrichment.downloads import Downloader
from inference.enrichment.facts import rows_about
from inference.enrichment.identifying import Identified, identify
from inference.enrichment.matching import position_differs
from inference.enrichment.photo_finding import find_photos
from inference.images import ImageLimits
from inference.wikimedia.entities import Entity
from inference.wikimedia.services import Services

log = logging.getLogger(__name__)

# Photos that turn out to be gone or damaged are replaced by the next best.
_SPARE = 3


@dataclass(frozen=True, slots=True)
class Wanted:
    """At most `photos` photos a place; with `download` their files too."""

    photos: int = 5
    download: bool = False


@dataclass(frozen=True, slots=True)
class Report:
    """What came of it. `moved` holds how many metres positions are apart, by place id."""

    places: int
    identified: Identified
    wordings: int = 0
    photos: int = 0
    without_photos: tuple[str, ...] = ()
    waiting: int = 0
    moved: Mapping[str, float] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


async def enrich(folder: Path, services: Services, wanted: Wanted, limits: ImageLimits) -> Report:
    """Enrich the catalogue in `folder`. Nothing of it changes before everything has been found.

    Raises CatalogueError, and the errors of `inference.wikimedia.errors`; what had been answered
    by then is not asked again.
    """
    catalogue = Catalogue.load(folder)
    decided = read_decisions(folder)
    places = list(catalogue.places.values())
    identified = await identify(services.wikidata, places, decided)
    notes: list[str] = []
    own: dict[str, int] = {}
    for row in own_photos(folder):
        own[row["place_id"].strip()] = own.get(row["place_id"].strip(), 0) + 1
    lacking = {p.id: n for p in places if (n := wanted.photos - own.get(p.id, 0)) > 0}
    found = await photos_of(services, places, identified.entities, lacking, wanted, limits, notes)
    entities = identified.entities
    ids = {place: entity.id for place, entity in entities.items()}
    positions = {
        i: (e.lat, e.lon) for i, e in entities.items() if e.lat is not None and e.lon is not None
    }
    rows = rows_about(places, entities)
    write_photos(folder, found)
    write_wordings(folder, rows)
    waiting = write_candidates(folder, catalogue, identified.waiting, decided)
    write_positions(folder, ids, positions)
    moved = {
        place.id: metres
        for place in places
        if place.id in entities
        and (metres := position_differs(place, entities[place.id])) is not None
    }
    return Report(
        len(places),
        identified,
        wordings=len(rows),
        photos=sum(map(len, found.values())),
        without_photos=tuple(p.id for p in places if not (found.get(p.id) or own.get(p.id))),
        waiting=waiting,
        moved=moved,
        notes=tuple(sorted(notes)),
    )


async def photos_of(
    services: Services,
    places: Sequence[Place],
    entities: Mapping[str, Entity],
    most: Mapping[str, int],
    wanted: Wanted,
    limits: ImageLimits,
    notes: list[str],
) -> dict[str, list[Found]]:
    """The photos of the places that `most` names, at most so many of each."""
    asked = [place for place in places if place.id in most]
    spare = wanted.photos + (_SPARE if wanted.download else 0)
    files = await find_photos(services.commons, asked, entities, spare, notes.append)
    if not wanted.download:
        return {i: [Found(file) for file in own[: most[i]]] for i, own in files.items()}
    downloader = Downloader(services.transport, limits, notes.append)
    fetched = await downloader.fetch(files, most)
    return {place: [Found(d.file, d) for d in own] for place, own in fetched.items()}
