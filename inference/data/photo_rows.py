"""The photos of raw files: rows of `<CITY>_images.csv`, joined to their places.

A row holds a place's name and its photo in base64. The city comes from the places file of the same
code, whose letter case may differ; city and name together are the place, never the name alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from inference.data.place_index import PlaceIndex
from inference.data.raw import PLACES_SUFFIX, PlaceRow, Problem, RawDataError
from inference.naming import clean_name, drop_numbering, fold_name
from inference.tables import Row, read_columns, read_rows

IMAGES_SUFFIX = "_images.csv"
_IMAGE_COLUMNS = ("image", "img")


@dataclass(frozen=True, slots=True)
class PhotoRow:
    """One photo of the input, not yet looked at: its place, or the reason why it has none.

    The photo is text in base64 (`encoded`) or a file (`path`). `position` counts the bytes of its
    source up to and with it.
    """

    file: str
    row: int
    name: str
    position: int
    place_id: str = ""
    reason: str = ""
    detail: str = ""
    encoded: str = ""
    path: Path | None = None


class CityNames:
    """What the names of one city's places file mean: a place, or why a row is none."""

    def __init__(self, rows: Sequence[PlaceRow], problems: Sequence[Problem]) -> None:
        self.city = Counter(row.city for row in rows).most_common(1)[0][0] if rows else ""
        self._cities: dict[str, dict[str, str]] = {}
        for row in rows:
            for name in (row.name, drop_numbering(row.name)):
                self._cities.setdefault(fold_name(name), {})[fold_name(row.city)] = row.city
        self._problems: dict[str, Problem] = {}
        for problem in problems:
            self._problems.setdefault(fold_name(problem.name), problem)

    def find(self, name: str, index: PlaceIndex) -> tuple[str, str, str]:
        """A name → place id, reason and detail; the first or the latter two are empty."""
        if not fold_name(name):
            return "", "no_name", "The name is empty."
        for spelling in (fold_name(name), fold_name(drop_numbering(name))):
            cities = tuple(self._cities.get(spelling, {}).values())
            if len(cities) > 1:
                return "", "unknown_place", f"The name stands for places in {', '.join(cities)}."
            place_id = index.find(cities[0], name) if cities else None
            if place_id is not None:
                return place_id, "", ""
        problem = self._problems.get(fold_name(name))
        if problem is None:
            return "", "unknown_place", "The places file has no such name."
        reason = "no_category" if problem.reason == "no_category" else "unknown_place"
        return "", reason, f"Row {problem.row} of the places file: {problem.detail}."


@dataclass(frozen=True, slots=True)
class CsvPhotos:
    """The photos of one `<CITY>_images.csv`; `file` is what reports call it."""

    path: Path
    file: str
    names: CityNames
    index: PlaceIndex

    @property
    def city(self) -> str:
        return self.names.city or self.path.name[: -len(IMAGES_SUFFIX)]

    @property
    def size(self) -> int:
        return self.path.stat().st_size

    def inputs(self) -> Iterator[Path]:
        yield self.path

    def columns(self) -> tuple[str, str]:
        """The columns of the name and of the image. Raises RawDataError where one is missing."""
        columns = {c.strip().casefold(): c for c in read_columns(self.path, RawDataError)}
        image = next((columns[c] for c in _IMAGE_COLUMNS if c in columns), None)
        if "name" not in columns or image is None:
            raise RawDataError(f"{self.path} needs the columns name and image (or img).")
        return columns["name"], image

    def rows(self) -> Iterator[PhotoRow]:
        """Every data row, broken ones too."""
        name, image = self.columns()
        for row in read_rows(self.path, (name, image), RawDataError, tolerant=True):
            yield self._row(row, row.values.get(name, ""), row.values.get(image, ""))

    def _row(self, row: Row, name: str, encoded: str) -> PhotoRow:
        shown = clean_name(name)
        if row.fault == "bad_quoting":
            place_id, reason, detail = "", "broken_base64", _sentence(row.detail)
        else:
            place_id, reason, detail = self.names.find(shown, self.index)
        if not reason and row.fault == "too_few" and not encoded.strip():
            reason, detail = "empty_image", _sentence(row.detail)
        return PhotoRow(
            self.file, row.number, shown, row.position, place_id, reason, detail, encoded
        )


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:] + "."


def names_by_code(
    files: Mapping[Path, Sequence[PlaceRow | Problem]],
) -> dict[tuple[Path, str], CityNames]:
    """(folder, code in small letters) → the names of its places files."""
    grouped: dict[tuple[Path, str], list[PlaceRow | Problem]] = {}
    for path, items in files.items():
        code = path.name.lower().removesuffix(PLACES_SUFFIX)
        grouped.setdefault((path.parent, code), []).extend(items)
    return {
        key: CityNames(
            [item for item in items if isinstance(item, PlaceRow)],
            [item for item in items if isinstance(item, Problem)],
        )
        for key, items in grouped.items()
    }
