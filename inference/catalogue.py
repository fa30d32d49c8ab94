"""What the bot knows about the world: places, their categories and photos, read from a folder.

A catalogue is a folder of UTF-8 CSV files: `places.csv` and `categories.csv`, and where they are
known `cities.csv` (English names), `aliases.csv` (names people use, and what they say of a place),
`photos.csv` and `photos/`.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from inference.catalogue_files import (
    CatalogueError,
    read_categories,
    read_cities,
    read_photos,
    read_places,
    read_wordings,
)
from inference.naming import fold_name
from inference.place import LANGUAGES, Category, City, Photo, Place

__all__ = [
    "LANGUAGES",
    "Catalogue",
    "CatalogueError",
    "Category",
    "City",
    "Photo",
    "Place",
    "read_categories",
]

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Catalogue:
    """Everything read from one catalogue folder; places keep the order of the file."""

    places: Mapping[str, Place]
    categories: Mapping[str, Category]
    cities: Mapping[str, City]
    photos: Mapping[str, tuple[Photo, ...]] = field(default_factory=dict)

    @classmethod
    def load(cls, folder: Path) -> Catalogue:
        """Read a catalogue folder. Raises CatalogueError naming the file and row at fault.

        Names and photos of places that are not in `places.csv` are left out, and the log says so.
        """
        categories = {c.id: c for c in read_categories(folder / "categories.csv")}
        wordings = read_wordings(folder / "aliases.csv")
        places: dict[str, Place] = {}
        path = folder / "places.csv"
        for line, place in read_places(path, wordings):
            if place.category not in categories:
                raise CatalogueError(
                    f"{path}, line {line}: category {place.category!r} is not in "
                    f"categories.csv; add it there or correct the row."
                )
            if place.id in places:
                raise CatalogueError(f"{path}, line {line}: the id {place.id!r} is used twice.")
            places[place.id] = place
        listed = {city.name: city for city in read_cities(folder / "cities.csv")}
        cities = {p.city: listed.get(p.city, City(p.city)) for p in places.values()}
        photos: dict[str, list[Photo]] = {}
        for photo in read_photos(folder / "photos.csv"):
            photos.setdefault(photo.place_id, []).append(photo)
        _tell_unknown(folder / "aliases.csv", [i for i in wordings if i not in places])
        _tell_unknown(folder / "photos.csv", [i for i in photos if i not in places])
        known_photos = {i: tuple(own) for i, own in photos.items() if i in places}
        return cls(places, categories, cities, known_photos)

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

    def category(self, name: str) -> Category:
        """The category of that id; one that is not in the catalogue is called by its id."""
        words = name.replace("_", " ")
        return self.categories.get(name) or Category(name, words, words, "📍")

    def in_city(self, city: str) -> tuple[Place, ...]:
        """The places of a city, by the city's name as `Place.city` has it."""
        return self._by_city.get(city, ())

    def first_photo(self, place: str) -> Photo | None:
        """What a place, by id, is shown by; None where it has no photo."""
        photos = self.photos.get(place)
        return photos[0] if photos else None

    @cached_property
    def _by_city(self) -> Mapping[str, tuple[Place, ...]]:
        found: dict[str, list[Place]] = {}
        for place in self.places.values():
            found.setdefault(place.city, []).append(place)
        return {city: tuple(places) for city, places in found.items()}


def _tell_unknown(path: Path, ids: Sequence[str]) -> None:
    if ids:
        log.warning(
            "%s speaks of %d unknown places: %s. They are left out.",
            path,
            len(ids),
            ", ".join([*ids[:3], "…"] if len(ids) > 3 else ids),
        )
