"""Places, their categories and photos: what the bot knows about the world, read from a folder.

A catalogue is a folder of UTF-8 CSV files: `places.csv` and `categories.csv`, and where they are
known `cities.csv` (English names), `aliases.csv` (names people use), `photos.csv` and `photos/`.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from inference.errors import UserError
from inference.naming import fold_name

LANGUAGES = ("ru", "en")


class CatalogueError(UserError):
    """The folder is not a catalogue, or one of its files cannot be read."""


@dataclass(frozen=True, slots=True)
class Category:
    """One of the kinds of place a photo is told to show, named by OpenTripMap's kind."""

    id: str
    ru: str
    en: str
    emoji: str

    def label(self, language: str) -> str:
        return self.en if language == "en" else self.ru


@dataclass(frozen=True, slots=True)
class City:
    """A city as its places name it (`name`), its English name, and what else people call it."""

    name: str
    en: str | None = None
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Place:
    """A landmark: known by city and name. `lat` and `lon` are WGS-84 degrees, None where unknown.

    `names` holds names by language code beside `name`, which is the one the source gives.
    """

    id: str
    name: str
    category: str
    city: str
    kinds: tuple[str, ...] = ()
    lat: float | None = None
    lon: float | None = None
    wikidata: str | None = None
    names: Mapping[str, str] = field(default_factory=dict, hash=False)
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Photo:
    """A picture of a place: a file of the catalogue (`path`) or a public address (`url`)."""

    place_id: str
    path: Path | None = None
    url: str | None = None
    page_url: str | None = None
    width: int | None = None
    height: int | None = None
    sha256: str | None = None
    author: str | None = None
    licence: str | None = None
    licence_url: str | None = None
    split: str | None = None
    quality: str | None = None
    origin_file: str | None = None
    origin_row: int | None = None


@dataclass(frozen=True)
class Catalogue:
    """Everything read from one catalogue folder; places keep the order of the file."""

    places: Mapping[str, Place]
    categories: Mapping[str, Category]
    cities: Mapping[str, City]
    photos: Mapping[str, tuple[Photo, ...]] = field(default_factory=dict)

    @classmethod
    def load(cls, folder: Path) -> Catalogue:
        """Read a catalogue folder. Raises CatalogueError naming the file and row at fault."""
        categories = {c.id: c for c in read_categories(folder / "categories.csv")}
        names, aliases = _read_aliases(folder / "aliases.csv")
        places: dict[str, Place] = {}
        for number, row in _rows(folder / "places.csv", required=("id", "name", "category")):
            place = _place(row, number, folder, names, aliases)
            if place.category not in categories:
                raise CatalogueError(
                    f"{folder / 'places.csv'}, row {number}: category {place.category!r} is not "
                    f"in categories.csv; add it there or correct the row."
                )
            if place.id in places:
                raise CatalogueError(
                    f"{folder / 'places.csv'}, row {number}: the id {place.id!r} is used twice."
                )
            places[place.id] = place
        listed = {city.name: city for city in _read_cities(folder / "cities.csv")}
        cities = {p.city: listed.get(p.city, City(p.city)) for p in places.values()}
        photos: dict[str, list[Photo]] = {}
        for photo in _read_photos(folder):
            photos.setdefault(photo.place_id, []).append(photo)
        return cls(places, categories, cities, {k: tuple(v) for k, v in photos.items()})

    @cached_property
    def _cities_by_folded_name(self) -> Mapping[str, str]:
        found: dict[str, str] = {}
        for city in self.cities.values():
            for name in (city.name, city.en or "", *city.aliases):
                if name:
                    found.setdefault(fold_name(name), city.name)
        return found

    def find_city(self, text: str) -> str | None:
        """The city that `text` names (its Russian or English name or an alias), or None."""
        return self._cities_by_folded_name.get(fold_name(text))

    def in_city(self, city: str) -> tuple[Place, ...]:
        """The places of a city, by the city's name as `Place.city` has it."""
        return tuple(place for place in self.places.values() if place.city == city)


def _rows(path: Path, required: tuple[str, ...]) -> Iterable[tuple[int, dict[str, str]]]:
    """Rows of a CSV file with their numbers, counted from 0."""
    if not path.is_file():
        raise CatalogueError(f"{path} is missing; a catalogue needs it.")
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            missing = [name for name in required if name not in (reader.fieldnames or ())]
            if missing:
                raise CatalogueError(f"{path} has no column {', '.join(missing)}.")
            for number, row in enumerate(reader):
                yield number, {k: (v or "").strip() for k, v in row.items() if isinstance(k, str)}
    except (UnicodeDecodeError, csv.Error) as error:
        raise CatalogueError(f"{path} is not a UTF-8 CSV file: {error}.") from error


def _place(
    row: Mapping[str, str],
    number: int,
    folder: Path,
    names: Mapping[str, Mapping[str, str]],
    aliases: Mapping[str, tuple[str, ...]],
) -> Place:
    if not row["id"] or not row["name"]:
        raise CatalogueError(f"{folder / 'places.csv'}, row {number}: id or name is empty.")
    try:
        lat, lon = (float(row[key]) if row.get(key) else None for key in ("lat", "lon"))
    except ValueError:
        raise CatalogueError(
            f"{folder / 'places.csv'}, row {number}: lat and lon must be degrees."
        ) from None
    own_aliases = tuple(alias for alias in row.get("aliases", "").split("|") if alias)
    return Place(
        id=row["id"],
        name=row["name"],
        category=row["category"],
        city=row.get("city", ""),
        kinds=tuple(kind for kind in row.get("kinds", "").split(",") if kind),
        lat=lat,
        lon=lon,
        wikidata=row.get("wikidata") or None,
        names=names.get(row["id"], {}),
        aliases=own_aliases + aliases.get(row["id"], ()),
    )


def read_categories(path: Path) -> Iterable[Category]:
    """The rows of a `categories.csv`. Raises CatalogueError."""
    for _, row in _rows(path, required=("id", "ru", "en", "emoji")):
        yield Category(row["id"], row["ru"], row["en"], row["emoji"])


def _read_cities(path: Path) -> Iterable[City]:
    if path.is_file():
        for _, row in _rows(path, required=("city", "en")):
            aliases = tuple(a for a in row.get("aliases", "").split("|") if a)
            yield City(row["city"], row["en"] or None, aliases)


def _read_aliases(path: Path) -> tuple[dict[str, dict[str, str]], dict[str, tuple[str, ...]]]:
    """Names by language (role `name`) and other names (role `alias`) of each place id."""
    names: dict[str, dict[str, str]] = {}
    aliases: dict[str, tuple[str, ...]] = {}
    if not path.is_file():
        return names, aliases
    for number, row in _rows(path, required=("place_id", "language", "role", "text")):
        if row["role"] == "name":
            names.setdefault(row["place_id"], {})[row["language"]] = row["text"]
        elif row["role"] == "alias":
            aliases[row["place_id"]] = (*aliases.get(row["place_id"], ()), row["text"])
        else:
            raise CatalogueError(f"{path}, row {number}: role must be name or alias.")
    return names, aliases


def _read_photos(folder: Path) -> Iterable[Photo]:
    path = folder / "photos.csv"
    if not path.is_file():
        return
    for number, row in _rows(path, required=("place_id",)):
        try:
            width, height, origin_row = (
                int(row[key]) if row.get(key) else None for key in ("width", "height", "origin_row")
            )
        except ValueError:
            raise CatalogueError(
                f"{path}, row {number}: width, height and origin_row must be whole numbers."
            ) from None
        if not row.get("path") and not row.get("url"):
            raise CatalogueError(f"{path}, row {number}: neither path nor url is given.")
        yield Photo(
            place_id=row["place_id"],
            path=folder / row["path"] if row.get("path") else None,
            url=row.get("url") or None,
            page_url=row.get("page_url") or None,
            width=width,
            height=height,
            sha256=row.get("sha256") or None,
            author=row.get("author") or None,
            licence=row.get("licence") or None,
            licence_url=row.get("licence_url") or None,
            split=row.get("split") or None,
            quality=row.get("quality") or None,
            origin_file=row.get("origin_file") or None,
            origin_row=origin_row,
        )
