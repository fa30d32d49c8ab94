"""The files of a catalogue folder, row by row; everything wrong with one is a CatalogueError."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from inference.errors import UserError
from inference.geometry import read_position
from inference.naming import clean_name
from inference.place import Category, City, Photo, Place
from inference.tables import read_rows


class CatalogueError(UserError):
    """The folder is not a catalogue, or one of its files cannot be read."""


@dataclass(frozen=True, slots=True)
class Wording:
    """What `aliases.csv` says of a place: names, lines about it and Wikipedia articles by language,
    other names, and phrases in which people describe it.
    """

    names: Mapping[str, str] = field(default_factory=dict)
    aliases: tuple[str, ...] = ()
    about: Mapping[str, str] = field(default_factory=dict)
    keywords: tuple[str, ...] = ()
    articles: Mapping[str, str] = field(default_factory=dict)


def read_categories(path: Path) -> Iterator[Category]:
    """The rows of a `categories.csv`. Raises CatalogueError."""
    for _, row in _rows(path, "id", "ru", "en", "emoji"):
        yield Category(row["id"], row["ru"], row["en"], row["emoji"])


def read_places(path: Path, wordings: Mapping[str, Wording]) -> Iterator[tuple[int, Place]]:
    """The rows of a `places.csv` with their lines, joined with what `read_wordings` returns."""
    for line, row in _rows(path, "id", "name", "category", "city"):
        name, city = clean_name(row["name"]), clean_name(row["city"])
        if not (row["id"] and name and city):
            raise CatalogueError(f"{path}, line {line}: id, name or city is empty.")
        try:
            lat, lon = read_position(row.get("lat", ""), row.get("lon", ""))
        except ValueError:
            raise CatalogueError(
                f"{path}, line {line}: lat and lon must be degrees, or both empty."
            ) from None
        own_aliases = tuple(alias for alias in row.get("aliases", "").split("|") if alias)
        wording = wordings.get(row["id"], Wording())
        yield (
            line,
            Place(
                id=row["id"],
                name=name,
                category=row["category"],
                city=city,
                kinds=tuple(kind for kind in row.get("kinds", "").split(",") if kind),
                lat=lat,
                lon=lon,
                wikidata=row.get("wikidata") or None,
                names=wording.names,
                aliases=own_aliases + wording.aliases,
                about=wording.about,
                keywords=wording.keywords,
                articles=wording.articles,
            ),
        )


def read_cities(path: Path) -> Iterator[City]:
    """The rows of a `cities.csv`; none where the file is not there."""
    if path.exists():
        for _, row in _rows(path, "city", "en"):
            aliases, sights = (
                tuple(value for value in row.get(column, "").split("|") if value)
                for column in ("aliases", "sights")
            )
            yield City(clean_name(row["city"]), row["en"] or None, aliases, sights)


def read_wordings(path: Path) -> dict[str, Wording]:
    """What an `aliases.csv` says of each place id; nothing where the file is not there.

    The role of a row is `name` (in a language), `alias`, `about` (a line on what it is), `article`
    (the https address of its Wikipedia article), or `keywords` (phrases that describe it, separated
    by semicolons).
    """
    wordings: dict[str, Wording] = {}
    if not path.exists():
        return wordings
    for line, row in _rows(path, "place_id", "language", "role", "text"):
        known = wordings.get(row["place_id"], Wording())
        spoken = {row["language"]: row["text"]}
        if row["role"] == "name":
            known = replace(known, names={**known.names, **spoken})
        elif row["role"] == "alias":
            known = replace(known, aliases=(*known.aliases, row["text"]))
        elif row["role"] == "about":
            known = replace(known, about={**known.about, **spoken})
        elif row["role"] == "article":
            if not row["text"].startswith("https://"):
                raise CatalogueError(f"{path}, line {line}: an article is an https address.")
            known = replace(known, articles={**known.articles, **spoken})
        elif row["role"] == "keywords":
            phrases = tuple(phrase for text in row["text"].split(";") if (phrase := text.strip()))
            known = replace(known, keywords=known.keywords + phrases)
        else:
            raise CatalogueError(
                f"{path}, line {line}: role must be name, alias, about, article or keywords."
            )
        wordings[row["place_id"]] = known
    return wordings


def read_photos(path: Path) -> Iterator[Photo]:
    """The rows of a `photos.csv`, whose paths start at its folder; none without the file."""
    if not path.exists():
        return
    for line, row in _rows(path, "place_id"):
        try:
            width, height, origin_row = (
                int(row[key]) if row.get(key) else None for key in ("width", "height", "origin_row")
            )
        except ValueError:
            raise CatalogueError(
                f"{path}, line {line}: width, height and origin_row must be whole numbers."
            ) from None
        if not row.get("path") and not row.get("url"):
            raise CatalogueError(f"{path}, line {line}: neither path nor url is given.")
        if row.get("path") and not _inside(path.parent, row["path"]):
            raise CatalogueError(
                f"{path}, line {line}: {row['path']} lies outside the catalogue folder."
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
    """Rows with the lines they begin in and stripped values; each as long as the header.

    One that is shorter may be where a file was cut off, so it is none.
    """
    for row in read_rows(path, required, CatalogueError):
        if row.fault == "bad_quoting":
            raise CatalogueError(f"{path}, {row.detail}.")
        if row.fault is not None:
            raise CatalogueError(f"{path}, line {row.line}: {row.detail}.")
        yield row.line, {column: value.strip() for column, value in row.values.items()}
