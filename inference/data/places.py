"""Raw folders → the places and categories of a catalogue, with every row accounted for."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from inference.catalogue import Category, Place
from inference.data.merging import merge_rows
from inference.data.raw import PlaceRow, Problem, find_places_files, read_places
from inference.writing import whole_file

_PLACE_COLUMNS = ("id", "name", "aliases", "category", "kinds", "city", "lat", "lon", "wikidata")


@dataclass(frozen=True)
class PlacesReport:
    """What became of the raw rows: rows read a file, the places they are, and what was unusable."""

    read: Mapping[str, int]
    places: tuple[Place, ...]
    problems: tuple[Problem, ...]


def read_raw_folders(folders: Sequence[Path], categories: Mapping[str, Category]) -> PlacesReport:
    """Read the places files of raw folders. Raises RawDataError for what cannot be read at all."""
    rows: list[PlaceRow] = []
    problems: list[Problem] = []
    read: dict[str, int] = {}
    for path in find_places_files(folders):
        read[str(path)] = 0
        for item in read_places(path, categories):
            read[str(path)] += 1
            if isinstance(item, Problem):
                problems.append(item)
            else:
                rows.append(item)
    return PlacesReport(read, tuple(merge_rows(rows)), tuple(problems))


def write_catalogue(
    folder: Path, places: Iterable[Place], categories: Iterable[Category]
) -> tuple[Path, Path]:
    """Write `places.csv` and `categories.csv`; other files of the folder stay as they are."""
    ordered = sorted(places, key=lambda p: (p.city, p.name, p.id))
    places_path, categories_path = folder / "places.csv", folder / "categories.csv"
    place_rows = (
        (
            p.id,
            p.name,
            "|".join(alias.replace("|", "/") for alias in p.aliases),
            p.category,
            ",".join(p.kinds),
            p.city,
            "" if p.lat is None else repr(p.lat),
            "" if p.lon is None else repr(p.lon),
            p.wikidata or "",
        )
        for p in ordered
    )
    category_rows = ((c.id, c.ru, c.en, c.emoji) for c in categories)
    write_csv(places_path, _PLACE_COLUMNS, place_rows)
    write_csv(categories_path, ("id", "ru", "en", "emoji"), category_rows)
    return places_path, categories_path


def write_csv(path: Path, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Write a table with a header, whole or not at all."""
    with whole_file(path) as temporary, temporary.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(rows)
