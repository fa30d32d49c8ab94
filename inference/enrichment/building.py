"""From a city's name to a catalogue of its places with freely licensed photos."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path

from inference.catalogue import CatalogueError, Category
from inference.data.places import write_catalogue, write_csv
from inference.enrichment.catalogue_writing import PHOTOS, write_photos, write_wordings
from inference.enrichment.city_places import Area, CityPlaces, city_places
from inference.enrichment.enriching import Wanted, photos_of
from inference.enrichment.facts import rows_about
from inference.enrichment.kinds import Classes
from inference.images import ImageLimits
from inference.tables import read_rows
from inference.wikimedia.entities import Entity
from inference.wikimedia.services import Services
from inference.writing import check_replaceable, whole_folder

# By this file a catalogue that was built is known; it says of what, and what it looked like.
BUILT = "built.json"
_TABLES = ("places.csv", "categories.csv", "cities.csv", "aliases.csv", "photos.csv")


@dataclass(frozen=True, slots=True)
class Built:
    """What was built: the city with its places, and how many photos of how many of them."""

    found: CityPlaces
    photos: int
    without_photos: tuple[str, ...]
    notes: tuple[str, ...]


def check_unchanged(out: Path) -> None:
    """Raise OccupiedError or CatalogueError unless `out` may be written (anew).

    A catalogue that somebody has changed since, or put a file into, is not built over.
    """
    check_replaceable(out, BUILT)
    if not (out / BUILT).is_file():
        return
    try:
        listed = json.loads((out / BUILT).read_text(encoding="utf-8"))["sha256"]
        changed = [name for name in _TABLES if listed[name] != _digest(out / name)]
        changed += _unlisted(out)
    except (ValueError, KeyError, TypeError):
        changed = [BUILT]
    if changed:
        raise CatalogueError(
            f"{out / changed[0]} has been changed or added since it was built, and would be lost; "
            f"name another folder by --out, or remove this one."
        )


async def build_city(
    out: Path,
    services: Services,
    item: Entity,
    area: Area,
    wanted: Wanted,
    *,
    classes: Classes,
    categories: list[Category],
    limits: ImageLimits,
) -> Built:
    """Write the catalogue of a city. Nothing is written before everything has been found."""
    check_unchanged(out)
    found = await city_places(services, item, area, classes)
    notes: list[str] = []
    most = {place.id: wanted.photos for place in found.places}
    photos = await photos_of(services, found.places, found.entities, most, wanted, limits, notes)
    with whole_folder(out, BUILT) as folder:
        write_catalogue(folder, found.places, categories)
        city = found.city
        row = (city.name, city.en or "", "|".join(city.aliases), "|".join(city.sights))
        write_csv(folder / "cities.csv", ("city", "en", "aliases", "sights"), [row])
        write_wordings(folder, rows_about(found.places, found.entities))
        write_photos(folder, photos)
        built = {
            "city": item.id,
            "area": asdict(area),
            "photos": asdict(wanted),
            "sha256": {name: _digest(folder / name) for name in _TABLES},
        }
        text = json.dumps(built, ensure_ascii=False, indent=1)
        (folder / BUILT).write_text(text + "\n", encoding="utf-8")
        check_unchanged(out)  # again: finding may have taken hours
    return Built(
        found,
        sum(map(len, photos.values())),
        tuple(place.id for place in found.places if not photos.get(place.id)),
        (*found.notes, *sorted(notes)),
    )


def _unlisted(out: Path) -> list[str]:
    """Files that were not built."""
    own = {*_TABLES, BUILT}
    if (out / PHOTOS).is_file():
        own |= {row.values["path"] for row in read_rows(out / PHOTOS, ("path",), CatalogueError)}
    files = (path for path in out.rglob("*") if not path.is_dir())
    return sorted(name for path in files if (name := path.relative_to(out).as_posix()) not in own)


def _digest(path: Path) -> str | None:
    """None where there is no such table."""
    return sha256(path.read_bytes()).hexdigest() if path.is_file() else None
