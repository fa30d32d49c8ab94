"""The places that the folders of a tree mean: the catalogue's, or those of its own places file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from inference.catalogue import Catalogue, Place
from inference.data.photo_rows import CityNames
from inference.data.photo_trees import PLACES_FILE, TreePhotos, city_folders, place_folders
from inference.data.place_index import PlaceIndex
from inference.data.raw import PlaceRow, Problem, RawDataError
from inference.naming import fold_name


def unknown_rows(
    items: Sequence[PlaceRow | Problem], known: PlaceIndex, catalogue: Catalogue
) -> list[PlaceRow | Problem]:
    """A tree's own places, their cities as the catalogue calls them, without those it knows."""
    unknown: list[PlaceRow | Problem] = []
    for item in items:
        if isinstance(item, PlaceRow):
            city = catalogue.find_city(item.city) or item.city
            if known.find(city, item.name) is None:
                unknown.append(replace(item, city=city))
        else:
            unknown.append(item)
    return unknown


def add_tree_places(
    places: dict[str, Place],
    tree: Path,
    listed: Sequence[Place],
    catalogue: Catalogue,
    known: PlaceIndex,
) -> None:
    """Add what the catalogue knows of the tree's folders, and then what its `places.csv` lists."""
    found = PlaceIndex(places.values())
    for city_folder in city_folders(tree):
        city = catalogue.find_city(city_folder.name) or city_folder.name
        for name in place_folders(city_folder):
            place_id = known.find(city, name)
            if place_id is not None and found.find(city, name) is None:
                places.setdefault(place_id, catalogue.places[place_id])
    found = PlaceIndex(places.values())
    for place in listed:
        city = catalogue.find_city(place.city) or place.city
        if known.find(city, place.name) is None and found.find(city, place.name) is None:
            if place.id in places:
                raise RawDataError(
                    f"{tree / PLACES_FILE}: the id {place.id!r} is that of another place too."
                )
            places[place.id] = replace(place, city=city)


def tree_photos(
    tree: Path,
    label: str,
    items: Sequence[PlaceRow | Problem],
    catalogue: Catalogue,
    index: PlaceIndex,
) -> Iterator[TreePhotos]:
    """The photos of each city folder; `items` are the rows of the tree's own places file."""
    problems = CityNames([], [item for item in items if isinstance(item, Problem)])
    for folder in city_folders(tree):
        city = catalogue.find_city(folder.name) or folder.name
        meanings = {}
        for name in place_folders(folder):
            place_id = index.find(city, name) if fold_name(name) else None
            missing = "Neither the catalogue nor a places.csv has this place of this city."
            meanings[name] = (place_id, "", "") if place_id else problems.find(name, index)
            if meanings[name][1] == "unknown_place":
                meanings[name] = ("", "unknown_place", missing)
        yield TreePhotos(tree, folder, label, city, meanings)
