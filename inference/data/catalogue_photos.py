"""The photos that a catalogue folder lists and has on disk, with its places and their credits."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from inference.catalogue import Catalogue
from inference.catalogue_files import read_photos
from inference.data.photo_rows import PhotoRow
from inference.data.place_index import PlaceIndex
from inference.data.raw import RawDataError
from inference.naming import fold_name
from inference.place import Photo, Place

PHOTOS_FILE = "photos.csv"
_ADDRESS_ALONE = (
    "Only its address is known; the command that made the catalogue downloads it with --download."
)


@dataclass(frozen=True, slots=True)
class CatalogueFolder:
    """A catalogue as read from its folder; `ids` tells by which ids a dataset has its places."""

    folder: Path
    catalogue: Catalogue
    ids: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class CataloguePhotos:
    """The rows of a catalogue's `photos.csv`; `file` is what reports call it."""

    known: CatalogueFolder
    file: str
    photos: tuple[Photo, ...]

    @property
    def root(self) -> Path:
        return self.known.folder

    @property
    def city(self) -> str:
        """The city of the catalogue, or how many it has."""
        cities = list(self.known.catalogue.cities)
        return cities[0] if len(cities) == 1 else f"{len(cities)} cities"

    @property
    def size(self) -> int:
        return sum(_size(photo) for photo in self.photos)

    def inputs(self) -> Iterator[Path]:
        yield self.root / PHOTOS_FILE
        yield from dict.fromkeys(p.path for p in self.photos if p.path and p.path.is_file())

    def rows(self) -> Iterator[PhotoRow]:
        """Every row, also those whose photo was not downloaded."""
        position = 0
        for number, photo in enumerate(self.photos):
            position += _size(photo)
            reason, detail = self._fault(photo)
            place = self.known.catalogue.places.get(photo.place_id)
            yield PhotoRow(
                self.file,
                number,
                place.name if place else photo.place_id,
                position,
                self.known.ids.get(photo.place_id, ""),
                reason,
                detail,
                path=photo.path,
            )

    def _fault(self, photo: Photo) -> tuple[str, str]:
        if photo.place_id not in self.known.ids:
            return "unknown_place", f"places.csv has no place with the id {photo.place_id!r}."
        return ("", "") if photo.path else ("not_downloaded", _ADDRESS_ALONE)


def _size(photo: Photo) -> int:
    """The bytes of a photo's file; none where it is missing, which is told when it is looked at."""
    return photo.path.stat().st_size if photo.path and photo.path.is_file() else 0


def is_catalogue(folder: Path) -> bool:
    """Whether a folder is a catalogue that lists photos. Raises RawDataError for a dataset."""
    path = folder / PHOTOS_FILE
    if not path.is_file():
        return False
    photos = list(read_photos(path))
    if any(photo.split for photo in photos):
        raise RawDataError(f"{folder} is a dataset already; give the raw files it was made of.")
    if not any(photo.path for photo in photos):
        told = "has only the addresses of its photos" if photos else "names no photo"
        raise RawDataError(
            f"{path} {told}; `python -m inference enrich {folder} --download` fetches them."
        )
    return True


def take_in(folder: Path, file: str, places: dict[str, Place]) -> CataloguePhotos:
    """Read a catalogue's photos, and add its places to those known before from other folders.

    A place known before, by city and name or by city and Wikidata id, keeps its id and name, and
    gets what it lacks. Raises CatalogueError, and RawDataError where two places have one id.
    """
    catalogue = Catalogue.load(folder)
    index = PlaceIndex(places.values())
    items = {(fold_name(p.city), p.wikidata or ""): p.id for p in places.values() if p.wikidata}
    ids: dict[str, str] = {}
    for place in catalogue.places.values():
        item = fold_name(place.city), place.wikidata or ""
        same = index.find(place.city, place.name) or items.get(item)
        if same is None and place.id in places:
            raise RawDataError(
                f"{folder / 'places.csv'}: the id {place.id!r} is that of another place too."
            )
        ids[place.id] = same or place.id
        places[ids[place.id]] = _joined(places[same], place) if same else place
    known = CatalogueFolder(folder, catalogue, ids)
    return CataloguePhotos(known, file, tuple(read_photos(folder / PHOTOS_FILE)))


def _joined(place: Place, other: Place) -> Place:
    """A place with what another folder says of it besides."""
    names: dict[str, str] = {}
    for alias in (*place.aliases, other.name, *other.aliases):
        names.setdefault(fold_name(alias), alias)
    names.pop(fold_name(place.name), None)
    lat, lon = (place.lat, place.lon) if place.lat is not None else (other.lat, other.lon)
    wikidata = place.wikidata or other.wikidata
    return replace(place, aliases=tuple(names.values()), wikidata=wikidata, lat=lat, lon=lon)
