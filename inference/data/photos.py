"""The photos of raw folders: rows of `<CITY>_images.csv`, joined to the catalogue's places.

A row holds a place's name and its JPEG in base64. The city comes from the places file of the same
code, whose letter case may differ; city and name together are the place, never the name alone.
"""

from __future__ import annotations

import base64
import binascii
import csv
import hashlib
import io
import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageOps

from inference.catalogue import Catalogue
from inference.data.raw import PLACES_SUFFIX, PlaceRow, Problem, RawDataError, read_places
from inference.naming import clean_name, drop_numbering, fold_name

IMAGES_SUFFIX = "_images.csv"
_IMAGE_COLUMNS = ("image", "img")
_BYTES_LITERAL = re.compile(r"^b(['\"])(.*)\1$", re.DOTALL)
# A photo in base64 is far longer than the csv module's default limit of a field.
_FIELD_LIMIT = 256 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class RawPhoto:
    """One usable row: the place it shows, its file's bytes, and a hash of its pixels."""

    place_id: str
    data: bytes
    pixels_sha256: str
    file: str
    row: int

    def open(self) -> Image.Image:
        """The photo, upright and in RGB."""
        return _decode(self.data)


def read_photos(folders: Sequence[Path], catalogue: Catalogue) -> Iterator[RawPhoto | Problem]:
    """Every row of the folders' image files: a RawPhoto, or a Problem that says why it is none.

    Exact duplicates (equal pixels of one place) are reported, not returned.
    """
    place_ids = _place_ids(catalogue)
    first_with: dict[str, RawPhoto] = {}
    for path, cities in _files(folders, catalogue.categories):
        for item in _read_file(path, cities, place_ids):
            if isinstance(item, RawPhoto):
                first = first_with.setdefault(item.pixels_sha256, item)
                if first is not item:
                    detail = f"the same pixels as {first.file}, row {first.row}"
                    name = catalogue.places[item.place_id].name
                    yield Problem(item.file, item.row, name, "exact_duplicate", detail)
                    continue
            yield item


def _files(
    folders: Iterable[Path], categories: Collection[str]
) -> Iterator[tuple[Path, dict[str, str]]]:
    """Image files, each with the city of every folded name in its places file."""
    for folder in folders:
        if not folder.is_dir():
            raise RawDataError(f"{folder} is not a folder; give the folder of the raw CSV files.")
        places_files = {
            path.name.lower().removesuffix(PLACES_SUFFIX): path
            for path in sorted(folder.iterdir())
            if path.name.lower().endswith(PLACES_SUFFIX)
        }
        for path in sorted(folder.iterdir(), key=lambda p: p.name.lower()):
            if not path.name.lower().endswith(IMAGES_SUFFIX):
                continue
            code = path.name.lower().removesuffix(IMAGES_SUFFIX)
            if code not in places_files:
                raise RawDataError(f"{path} has no places file {code}{PLACES_SUFFIX} beside it.")
            rows = read_places(places_files[code], categories)
            yield path, {fold_name(r.name): r.city for r in rows if isinstance(r, PlaceRow)}


def _place_ids(catalogue: Catalogue) -> dict[tuple[str, str], str]:
    """(folded city, folded name or alias) → id; a name of a place's own wins over an alias."""
    found: dict[tuple[str, str], str] = {}
    for place in catalogue.places.values():
        found[fold_name(place.city), fold_name(place.name)] = place.id
    for place in catalogue.places.values():
        for alias in place.aliases:
            found.setdefault((fold_name(place.city), fold_name(alias)), place.id)
    return found


def _read_file(
    path: Path, cities: dict[str, str], place_ids: dict[tuple[str, str], str]
) -> Iterator[RawPhoto | Problem]:
    previous_limit = csv.field_size_limit(_FIELD_LIMIT)
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            columns = reader.fieldnames or ()
            image_column = next((c for c in _IMAGE_COLUMNS if c in columns), None)
            if "name" not in columns or image_column is None:
                raise RawDataError(f"{path} needs the columns name and image.")
            for number, row in enumerate(reader):
                name = clean_name(row["name"] or "")
                yield _parse(path.name, number, name, row[image_column] or "", cities, place_ids)
    except (UnicodeDecodeError, csv.Error) as error:
        raise RawDataError(f"{path} is not a UTF-8 CSV file: {error}.") from error
    finally:
        csv.field_size_limit(previous_limit)


def _parse(
    file: str,
    row: int,
    name: str,
    encoded: str,
    cities: dict[str, str],
    place_ids: dict[tuple[str, str], str],
) -> RawPhoto | Problem:
    if not name:
        return Problem(file, row, name, "no_name", "the name is empty")
    city = cities.get(fold_name(name))
    if city is None:
        return Problem(file, row, name, "unknown_place", "the name is not in the places file")
    names = (fold_name(name), fold_name(drop_numbering(name)))
    found = (place_ids.get((fold_name(city), n)) for n in names)
    place_id = next((p for p in found if p), None)
    if place_id is None:
        return Problem(file, row, name, "unknown_place", "the catalogue has no such place")
    try:
        data = decode_base64(encoded)
        image = _decode(data)
    except (binascii.Error, ValueError, OSError, SyntaxError) as error:
        return Problem(file, row, name, "broken", f"the image cannot be read: {error}")
    size = f"{image.width}x{image.height}:".encode()
    return RawPhoto(place_id, data, hashlib.sha256(size + image.tobytes()).hexdigest(), file, row)


def decode_base64(text: str) -> bytes:
    """Bytes of base64 text, also when it is a Python bytes literal or broken into lines."""
    stripped = text.strip()
    literal = _BYTES_LITERAL.match(stripped)
    compact = "".join((literal.group(2) if literal else stripped).replace("\\n", "").split())
    return base64.b64decode(compact, validate=True)


def _decode(data: bytes) -> Image.Image:
    with Image.open(io.BytesIO(data)) as image:
        return ImageOps.exif_transpose(image).convert("RGB")
