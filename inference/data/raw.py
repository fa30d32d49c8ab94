"""The organisers' raw files: rows of `<CITY>_places.csv`, each either usable or reported.

The format is OpenTripMap's, `XID,Name,Kind,City,OSM,WikiData,Rate,Lon,Lat`; further columns, an
unnamed index among them, are ignored.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from inference.errors import UserError
from inference.geometry import read_position
from inference.naming import clean_name, fold_name
from inference.tables import Row, read_rows

PLACES_SUFFIX = "_places.csv"
_REQUIRED = ("Name", "Kind", "City")
# The format's own columns; others, such as Description, may hold text of any length.
_COLUMNS = (*_REQUIRED, "XID", "OSM", "WikiData", "NewWikiData", "Rate", "Lon", "Lat")
_WIKIDATA_ID = re.compile(r"Q[1-9][0-9]*")
_XID = re.compile(r"[A-Za-z0-9_-]{1,40}")


class RawDataError(UserError):
    """A raw folder or file that cannot be read at all."""


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """One usable row of a places file (`file`, its path as given); `row` counts from 0."""

    file: str
    row: int
    name: str
    city: str
    kinds: tuple[str, ...]
    xid: str | None = None
    wikidata: str | None = None
    lat: float | None = None
    lon: float | None = None


@dataclass(frozen=True, slots=True)
class Problem:
    """A row that cannot be used, and why, in one word and in a sentence."""

    file: str
    row: int
    name: str
    reason: str
    detail: str


def find_places_files(folders: Iterable[Path]) -> list[Path]:
    """The places files directly inside the folders, by name. Raises RawDataError on none."""
    found: list[Path] = []
    for folder in folders:
        if not folder.is_dir():
            raise RawDataError(f"{folder} is not a folder; give the folder of the raw CSV files.")
        files = sorted(p for p in folder.iterdir() if p.name.lower().endswith(PLACES_SUFFIX))
        if not files:
            raise RawDataError(f"{folder} holds no <CITY>{PLACES_SUFFIX} file.")
        found += files
    return list(dict.fromkeys(found))


def read_places(path: Path, categories: Collection[str]) -> Iterator[PlaceRow | Problem]:
    """Each data row of a places file: a PlaceRow, or a Problem that says why it is not one.

    A row's first kind must be one of `categories`. Raises RawDataError for an unreadable file.
    Line breaks inside quotes are legal. But a value of the format's own columns with a line break
    and as many commas as part a whole row has swallowed one, for want of a quote: a Problem. In
    further columns, where such text may be a description, it cannot be told and is let pass.
    """
    for row in read_rows(path, _REQUIRED, RawDataError):
        yield _parse(str(path), row, categories)


def _parse(file: str, row: Row, categories: Collection[str]) -> PlaceRow | Problem:
    text = {column: clean_name(value) for column, value in row.values.items()}
    name = text.get("Name", "")

    def problem(reason: str, detail: str) -> Problem:
        return Problem(file, row.number, name, reason, detail)

    if row.fault is not None:
        reason = "bad_quoting" if row.fault == "bad_quoting" else "wrong_columns"
        return problem(reason, row.detail)
    swallowing = _swallowing_column(row)
    if swallowing is not None:
        name = ""
        return problem("bad_quoting", f"for want of a quote {swallowing} holds the rows after it")
    city = text["City"]
    if not fold_name(name):
        return problem("no_name", "the name is empty" if not name else "the name has no letter")
    if not fold_name(city):
        return problem("no_city", "the city is empty" if not city else "the city has no letter")
    kinds = tuple(kind.strip() for kind in text["Kind"].split(",") if kind.strip())
    if not kinds or kinds[0] not in categories:
        first = kinds[0] if kinds else ""
        return problem("no_category", f"the first kind {first!r} is not one of the categories")
    try:
        lat, lon = read_position(text.get("Lat", ""), text.get("Lon", ""))
    except ValueError:
        return problem("bad_position", "Lon and Lat must be degrees, or both empty")
    xid, wikidata = text.get("XID", ""), text.get("WikiData", "") or text.get("NewWikiData", "")
    return PlaceRow(
        file=file,
        row=row.number,
        name=name,
        city=city,
        kinds=kinds,
        xid=xid if _XID.fullmatch(xid) else None,
        wikidata=wikidata if _WIKIDATA_ID.fullmatch(wikidata) else None,
        lat=lat,
        lon=lon,
    )


def _swallowing_column(row: Row) -> str | None:
    for column in _COLUMNS:
        value = row.values.get(column, "")
        if len(value.splitlines()) > 1 and value.count(",") >= len(row.values) - 1:
            return column
    return None
