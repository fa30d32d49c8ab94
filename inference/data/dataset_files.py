"""Writing a dataset's tables: its photos, and what a catalogue has of its places."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from inference.catalogue import Catalogue, Place
from inference.catalogue_files import CatalogueError
from inference.data.photo_check import PhotoRecord
from inference.data.place_index import PlaceIndex
from inference.data.places import write_catalogue, write_csv
from inference.data.sources import without_listed_aliases
from inference.tables import read_rows

PHOTO_COLUMNS = (
    *("place_id", "path", "url", "page_url", "width", "height", "sha256", "author", "licence"),
    *("licence_url", "split", "quality", "origin_file", "origin_row"),
)


@dataclass(frozen=True, slots=True)
class KeptPhoto:
    """A photo of the dataset, its split, and the filters turned off that would have dropped it."""

    record: PhotoRecord
    split: str
    flags: tuple[str, ...]


def write_photos(folder: Path, photos: Iterable[KeptPhoto]) -> None:
    """Write `photos.csv`, ordered by place, hash and origin, and remove all other photo files."""
    ordered = sorted(photos, key=_order)
    rows = (
        (
            *(p.record.place_id, p.record.path, "", "", str(p.record.width), str(p.record.height)),
            *(p.record.sha256, "", "", "", p.split, "|".join(p.flags)),
            *(p.record.file, str(p.record.row)),
        )
        for p in ordered
    )
    _remove_others(folder, {photo.record.path for photo in ordered})
    write_csv(folder / "photos.csv", PHOTO_COLUMNS, rows)


def _remove_others(folder: Path, listed: Collection[str]) -> None:
    """Remove photos that are not listed, and files that a kill has left half-written."""
    for path in (*folder.glob(".*"), *(folder / "photos").glob("*/*")):
        if path.relative_to(folder).as_posix() not in listed:
            path.unlink()
    for prefix in (folder / "photos").glob("*"):
        if not any(prefix.iterdir()):
            prefix.rmdir()


def _order(photo: KeptPhoto) -> tuple[str, str, str, int]:
    record = photo.record
    return record.place_id, record.sha256, record.file, record.row


def write_places(
    folder: Path, places: Sequence[Place], catalogue: Catalogue, catalogue_folder: Path
) -> None:
    """Write the places and categories, and what the catalogue knows of names and cities of theirs.

    A place of the catalogue that has another id here is found by city and name.
    """
    own = without_listed_aliases(places, catalogue_folder)
    write_catalogue(folder, own, catalogue.categories.values())
    index, ids = PlaceIndex(places), {place.id for place in places}
    here = {
        p.id: p.id if p.id in ids else index.find(p.city, p.name) for p in catalogue.places.values()
    }
    columns = ("place_id", "language", "role", "text")
    aliases = catalogue_folder / "aliases.csv"
    (folder / "aliases.csv").unlink(missing_ok=True)
    if aliases.is_file():
        rows = (row.values for row in read_rows(aliases, columns, CatalogueError))
        named = ((here.get(row["place_id"].strip()), row) for row in rows)
        taken = ((i, *(row[c].strip() for c in columns[1:])) for i, row in named if i)
        write_csv(folder / "aliases.csv", columns, taken)
    cities = {place.city for place in places}
    known = [city for city in catalogue.cities.values() if city.name in cities and city.en]
    write_csv(
        folder / "cities.csv",
        ("city", "en", "aliases", "sights"),
        (
            (
                city.name,
                city.en or "",
                "|".join(city.aliases),
                "|".join(id_ for sight in city.sights if (id_ := here.get(sight))),
            )
            for city in known
        ),
    )
