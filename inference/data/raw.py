"""The organisers' raw files: rows of `<CITY>_places.csv`, each either usable or reported.

The format is OpenTripMap's, `XID,Name,Kind,City,OSM,WikiData,Rate,Lon,Lat`; further columns, an
unnamed index among them, are ignored.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from inference.errors import UserError
from inference.geometry import read_position
from inference.naming import clean_name

PLACES_SUFFIX = "_places.csv"
_REQUIRED = ("Name", "Kind", "City")
_WIKIDATA_ID = re.compile(r"Q[1-9][0-9]*")
_XID = re.compile(r"[A-Za-z0-9_-]{1,40}")


# A description may be long; what is longer than this is no description.
csv.field_size_limit(16 * 1024 * 1024)


class RawDataError(UserError):
    """A raw folder or file that cannot be read at all."""


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """One usable row of a places file; `row` counts data rows from 0."""

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
    return found


def read_places(path: Path, categories: Collection[str]) -> Iterator[PlaceRow | Problem]:
    """Each data row of a places file: a PlaceRow, or a Problem that says why it is not one.

    A row's first kind must be one of `categories`. Raises RawDataError for an unreadable file.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            missing = [name for name in _REQUIRED if name not in (reader.fieldnames or ())]
            if missing:
                raise RawDataError(f"{path} has no column {', '.join(missing)}.")
            for number, row in enumerate(reader):
                yield _parse(path.name, number, row, categories)
    except (UnicodeDecodeError, csv.Error) as error:
        raise RawDataError(f"{path} cannot be read as a UTF-8 CSV file: {error}.") from error


def _parse(
    file: str, number: int, row: dict[str, str | None], categories: Collection[str]
) -> PlaceRow | Problem:
    # A row longer than the header keeps its surplus under the key None; a shorter one lacks values.
    surplus = None in row
    text = {key: clean_name(value or "") for key, value in row.items() if isinstance(key, str)}
    name, city = text["Name"], text["City"]

    def problem(reason: str, detail: str) -> Problem:
        return Problem(file, number, name, reason, detail)

    if surplus or any(value is None for value in row.values()):
        return problem("wrong_columns", "the row has more or fewer values than the header")
    if not name:
        return problem("no_name", "the name is empty")
    if not city:
        return problem("no_city", "the city is empty")
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
        row=number,
        name=name,
        city=city,
        kinds=kinds,
        xid=xid if _XID.fullmatch(xid) else None,
        wikidata=wikidata if _WIKIDATA_ID.fullmatch(wikidata) else None,
        lat=lat,
        lon=lon,
    )
