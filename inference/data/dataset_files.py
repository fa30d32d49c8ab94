"""Writing a dataset's tables: its photos, and what a catalogue has of its places."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from pathlib import Path

from inference.catalogue import CatalogueError, Category, Photo, Place
from inference.data.catalogue_photos import CatalogueFolder
from inference.data.photo_check import PhotoRecord
from inference.data.places import write_catalogue, write_csv
from inference.tables import read_rows

PHOTO_COLUMNS = (
    *("place_id", "path", "url", "page_url", "width", "height", "sha256", "author", "licence"),
    *("licence_url", "split", "quality", "origin_file", "origin_row"),
)
_ALIASES = "aliases.csv"
_WORDING_COLUMNS = ("place_id", "language", "role", "text")
Wording = tuple[str, str, str, str]


@dataclass(frozen=True, slots=True)
class KeptPhoto:
    """A photo of the dataset, its split, and the filters turned off that would have dropped it.

    `listed` is the photo as the catalogue it comes from lists it: its address, author and licence.
    """

    record: PhotoRecord
    split: str
    flags: tuple[str, ...]
    listed: Photo | None = None


def write_photos(folder: Path, photos: Iterable[KeptPhoto]) -> None:
    """Write `photos.csv`, ordered by place, hash and origin, and remove all other photo files."""
    ordered = sorted(photos, key=_order)
    _remove_others(folder, {photo.record.path for photo in ordered})
    write_csv(folder / "photos.csv", PHOTO_COLUMNS, map(_row, ordered))


def _row(photo: KeptPhoto) -> tuple[str, ...]:
    record = photo.record
    credit = photo.listed or Photo(record.place_id)
    return (
        *(record.place_id, record.path, credit.url or "", credit.page_url or ""),
        *(str(record.width), str(record.height), record.sha256),
        *(credit.author or "", credit.licence or "", credit.licence_url or ""),
        *(photo.split, "|".join(photo.flags), record.file, str(record.row)),
    )


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
    folder: Path, places: Sequence[Place], catalogues: Sequence[CatalogueFolder]
) -> None:
    """Write the places with the categories, and what the catalogues know of names and cities.

    Where two of them say different things, the first is believed.
    """
    categories: dict[str, Category] = {}
    for known in reversed(catalogues):
        categories.update(known.catalogue.categories)
    wordings = list(_wordings(catalogues))
    write_catalogue(folder, _without_listed_aliases(places, wordings), categories.values())
    (folder / _ALIASES).unlink(missing_ok=True)
    if any((known.folder / _ALIASES).is_file() for known in catalogues):
        write_csv(folder / _ALIASES, _WORDING_COLUMNS, wordings)
    rows = _cities(catalogues, {place.city for place in places})
    write_csv(folder / "cities.csv", ("city", "en", "aliases", "sights"), rows)


def _wordings(catalogues: Iterable[CatalogueFolder]) -> Iterator[Wording]:
    """The rows of all `aliases.csv`, with the ids that the dataset has."""
    told: set[Wording] = set()
    for known in catalogues:
        path = known.folder / _ALIASES
        if not path.is_file():
            continue
        for row in read_rows(path, _WORDING_COLUMNS, CatalogueError):
            place, language, role, text = (row.values[c].strip() for c in _WORDING_COLUMNS)
            here = known.ids.get(place)
            # Of names, lines and articles a place has one a language.
            single = text if role in ("alias", "keywords") else ""
            if here is not None and (here, language, role, single) not in told:
                told.add((here, language, role, single))
                yield here, language, role, text


def _without_listed_aliases(
    places: Iterable[Place], wordings: Iterable[Wording]
) -> Iterator[Place]:
    """Places as their own file has them, without names that `aliases.csv` adds in reading."""
    listed = {(place, text) for place, _, role, text in wordings if role == "alias"}
    for place in places:
        own = tuple(alias for alias in place.aliases if (place.id, alias) not in listed)
        yield replace(place, aliases=own)


def _cities(
    catalogues: Iterable[CatalogueFolder], wanted: AbstractSet[str]
) -> Iterator[tuple[str, str, str, str]]:
    told: set[str] = set()
    for known in catalogues:
        for city in known.catalogue.cities.values():
            sights = [known.ids[place] for place in city.sights if place in known.ids]
            if city.name in wanted - told and (city.en or city.aliases or sights):
                told.add(city.name)
                yield city.name, city.en or "", "|".join(city.aliases), "|".join(sights)
