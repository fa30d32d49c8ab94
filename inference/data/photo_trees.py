"""The photos of a plain folder tree: `CITY/PLACE/*.jpg`, and a `places.csv` beside the cities."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from inference.catalogue import Catalogue, Place
from inference.catalogue_files import read_places as read_catalogue_places
from inference.data.photo_rows import PhotoRow
from inference.data.raw import PlaceRow, Problem, RawDataError, read_places
from inference.naming import clean_name
from inference.tables import read_columns

PHOTO_ENDINGS = (".jpg", ".jpeg", ".png", ".webp", ".heic")
PLACES_FILE = "places.csv"


@dataclass(frozen=True, slots=True)
class TreePhotos:
    """The photos of one city folder. `meanings` tells a place folder's id, or reason and detail."""

    root: Path
    folder: Path
    label: str
    city: str
    meanings: Mapping[str, tuple[str, str, str]]

    @property
    def file(self) -> str:
        return _as_text(self.label + self.folder.name)

    @property
    def size(self) -> int:
        return sum(path.stat().st_size for path in self.inputs())

    def inputs(self) -> Iterator[Path]:
        yield from photo_files(self.folder)

    def rows(self) -> Iterator[PhotoRow]:
        """Every photo file below the city folder, ordered by path."""
        position = 0
        for path in self.inputs():
            position += path.stat().st_size
            inside = path.relative_to(self.folder).parts
            name = inside[0] if len(inside) > 1 else ""
            unnamed = ("", "no_name", "The photo lies in no folder of a place.")
            place_id, reason, detail = self.meanings[name] if name else unnamed
            file = _as_text(self.label + path.relative_to(self.root).as_posix())
            yield PhotoRow(
                file, 0, clean_name(_as_text(name)), position, place_id, reason, detail, path=path
            )


def _as_text(name: str) -> str:
    """The name of a file, whose bytes need be no UTF-8, as text that can be written."""
    return os.fsencode(name).decode("utf-8", "backslashreplace")


def photo_files(folder: Path) -> Iterator[Path]:
    """The photo files in a folder and below it, in the order of their paths."""
    for path in sorted(folder.iterdir(), key=lambda p: p.name):
        if path.name.startswith("."):
            continue
        if path.is_dir() and not path.is_symlink():
            yield from photo_files(path)
        elif path.suffix.lower() in PHOTO_ENDINGS and path.is_file():
            yield path


def city_folders(root: Path) -> list[Path]:
    """The folders of a tree that hold photos; empty where the folder is no such tree."""
    folders = sorted(path for path in root.iterdir() if not path.name.startswith("."))
    return [path for path in folders if path.is_dir() and any(photo_files(path))]


def place_folders(city_folder: Path) -> list[str]:
    """The names of the place folders in a city folder."""
    return sorted(p.name for p in city_folder.iterdir() if p.is_dir() and p.name[:1] != ".")


def read_places_beside(
    root: Path, catalogue: Catalogue, categories: Collection[str]
) -> tuple[list[PlaceRow | Problem], list[Place]]:
    """The `places.csv` of a tree: rows where it is of the raw format, places where a catalogue's.

    Raises RawDataError for a file of neither format, CatalogueError for a bad row of the latter.
    """
    path = root / PLACES_FILE
    if not path.is_file():
        return [], []
    columns = read_columns(path, RawDataError)
    if {"Name", "Kind", "City"} <= set(columns):
        return list(read_places(path, categories)), []
    if {"id", "name", "category", "city"} <= set(columns):
        return _of_catalogue(path, categories)
    raise RawDataError(
        f"{path} needs the columns Name, Kind and City, or id, name, category and city."
    )


def _of_catalogue(
    path: Path, categories: Collection[str]
) -> tuple[list[PlaceRow | Problem], list[Place]]:
    problems: list[PlaceRow | Problem] = []
    places = []
    for number, place in read_catalogue_places(path, {}):
        if place.category in categories:
            places.append(place)
        else:
            detail = f"the category {place.category!r} is not one of the categories"
            problems.append(Problem(str(path), number, place.name, "no_category", detail))
    return problems, places
