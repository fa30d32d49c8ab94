"""The files of a catalogue folder, row by row; everything wrong with one is a CatalogueError."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from inference.errors import UserError
from inference.geometry import read_position
from inference.naming import clean_name
from inference.place import Category, City, Photo, Place
from inference.tables import read_rows


class CatalogueError(UserError):
    """The folder is not a catalogue, or one of its files cannot be read."""


def read_categories(path: Path) -> Iterator[Category]:
    """The rows of a `categories.csv`. Raises CatalogueError."""
    for _, row in _rows(path, "id", "ru", "en", "emoji"):
        yield Category(row["id"], row["ru"], row["en"], row["emoji"])


def read_places(
    path: Path, names: Mapping[str, Mapping[str, str]], aliases: Mapping[str, tuple[str, ...]]
) -> Iterator[tuple[int, Place]]:
    """The rows of a `places.csv` with their numbers, joined with what `read_aliases` returns."""
    for number, row in _rows(path, "id", "name", "category", "city"):
        name, city = clean_name(row["name"]), clean_name(row["city"])
        if not (row["id"] and name and city):
            raise CatalogueError(f"{path}, row {number}: id, name or city is empty.")
        try:
            lat, lon = read_position(row.get("lat", ""), row.get("lon", ""))
        except ValueError:
            raise CatalogueError(
                f"{path}, row {number}: lat and lon must be degrees, or both empty."
            ) from None
        own_aliases = tuple(alias for alias in row.get("aliases", "").split("|") if alias)
        yield (
            number,
            Place(
                id=row["id"],
                name=name,
                category=row["category"],
                city=city,
                kinds=tuple(kind for kind in row.get("kinds", "").split(",") if kind),
                lat=lat,
                lon=lon,
                wikidata=row.get("wikidata") or None,
                names=names.get(row["id"], {}),
                aliases=own_aliases + aliases.get(row["id"], ()),
            ),
        )


def read_cities(path: Path) -> Iterator[City]:
    """The rows of a `cities.csv`; none where the file is not there."""
    if path.exists():
        for _, row in _rows(path, "city", "en"):
            aliases = tuple(alias for alias in row.get("aliases", "").split("|") if alias)
            yield City(clean_name(row["city"]), row["en"] or None, aliases)


def read_aliases(path: Path) -> tuple[dict[str, dict[str, str]], dict[str, tuple[str, ...]]]:
    """Names by language (role `name`) and other names (role `alias`) of each place id."""
    names: dict[str, dict[str, str]] = {}
    aliases: dict[str, tuple[str, ...]] = {}
    if not path.exists():
        return names, aliases
    for number, row in _rows(path, "place_id", "language", "role", "text"):
        if row["role"] == "name":
            names.setdefault(row["place_id"], {})[row["language"]] = row["text"]
        elif row["role"] == "alias":
            aliases[row["place_id"]] = (*aliases.get(row["place_id"], ()), row["text"])
        else:
            raise CatalogueError(f"{path}, row {number}: role must be name or alias.")
    return names, aliases


def read_photos(path: Path) -> Iterator[Photo]:
    """The rows of a `photos.csv`, whose paths start at its folder; none without the file."""
    if not path.exists():
        return
    for number, row in _rows(path, "place_id"):
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
        if row.get("path") and not _inside(path.parent, row["path"]):
            raise CatalogueError(
                f"{path}, row {number}: {row['path']} lies outside the catalogue folder."
            )
        yield Photo(
            place_id=row["place_id"],
            path=path.parent / row["path"] if row.get("path") else None,
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


def _inside(folder: Path, path: str) -> bool:
    """Whether a path leads into the folder: the bot sends such a file to anybody who asks."""
    try:
        return folder.resolve() in (folder / path).resolve().parents
    except (OSError, RuntimeError, ValueError):  # a loop of links, a NUL
        return False


def _rows(path: Path, *required: str) -> Iterator[tuple[int, dict[str, str]]]:
    """Rows with their numbers and stripped values; a short row's missing values are empty."""
    for row in read_rows(path, required, CatalogueError):
        if row.fault in ("bad_quoting", "too_many"):
            raise CatalogueError(f"{path}, row {row.number}: {row.detail}.")
        yield row.number, {column: value.strip() for column, value in row.values.items()}
