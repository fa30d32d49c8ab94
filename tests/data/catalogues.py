"""Catalogue folders as `enrich --download` and `build-city --download` write them."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterable, Mapping
from pathlib import Path

from inference.catalogue import Category, Place
from inference.data.dataset_files import PHOTO_COLUMNS
from inference.data.places import write_catalogue
from tests.data.scenes import write_table
from tests.models import CATEGORIES

LICENCE = "CC BY-SA 4.0"
LICENCE_URL = "https://creativecommons.org/licenses/by-sa/4.0/"


def row(place: str, name: str, **columns: object) -> dict[str, object]:
    """A photo of Commons of which the address alone is known."""
    return {
        "place_id": place,
        "url": f"https://upload.example/{name}.jpg",
        "page_url": f"https://commons.example/wiki/File:{name}.jpg",
        "author": f"Author of {name}",
        "licence": LICENCE,
        "licence_url": LICENCE_URL,
        **columns,
    }


def downloaded(folder: Path, place: str, name: str, data: bytes) -> dict[str, object]:
    """Put a photo into a catalogue; the row of its `photos.csv`."""
    inside = f"photos/{place}/{name}.jpg"
    (folder / inside).parent.mkdir(parents=True, exist_ok=True)
    (folder / inside).write_bytes(data)
    return row(place, name, path=inside, sha256=hashlib.sha256(data).hexdigest())


def write_listing(
    folder: Path,
    places: Iterable[Place],
    photos: Iterable[Mapping[str, object]],
    *,
    cities: Iterable[tuple[str, ...]] = (),
    wordings: Iterable[tuple[str, ...]] = (),
    categories: Iterable[Category] = CATEGORIES,
) -> Path:
    """The tables of a catalogue, its `photos.csv` among them."""
    folder.mkdir(parents=True, exist_ok=True)
    write_catalogue(folder, places, categories)
    write_table(folder / "cities.csv", [("city", "en", "aliases", "sights"), *cities])
    write_table(folder / "aliases.csv", [("place_id", "language", "role", "text"), *wordings])
    with (folder / "photos.csv").open("w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, PHOTO_COLUMNS)
        table.writeheader()
        table.writerows(photos)
    return folder
