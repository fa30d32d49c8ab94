"""A catalogue's tables with what was found; an owner's own rows, columns and order stay."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from inference.catalogue import CatalogueError
from inference.data.dataset_files import PHOTO_COLUMNS
from inference.data.places import write_csv
from inference.enrichment.downloads import Download, lay_down
from inference.enrichment.facts import Row
from inference.tables import read_columns, read_rows
from inference.wikimedia.commons import CommonsFile

_WORDING_COLUMNS = ("place_id", "language", "role", "text")
PHOTOS = "photos.csv"
# By this in `origin_file` a row is known as found, and not the owner's.
FOUND_ON = "Wikimedia Commons"


@dataclass(frozen=True, slots=True)
class Found:
    """A photo of a place: what Commons says of it, and the file where it was downloaded."""

    file: CommonsFile
    download: Download | None = None


def write_wordings(folder: Path, rows: Sequence[Row]) -> None:
    """Add rows to `aliases.csv`."""
    path = folder / "aliases.csv"
    columns, known = _table(path, _WORDING_COLUMNS)
    if rows:
        added = [dict(zip(_WORDING_COLUMNS, row, strict=True)) for row in rows]
        _write(path, columns, [*known, *added])


def write_positions(
    folder: Path, ids: Mapping[str, str], positions: Mapping[str, tuple[float, float]]
) -> None:
    """Fill the empty `wikidata`, and `lat` with `lon`, of rows of `places.csv`."""
    path = folder / "places.csv"
    columns, rows = _table(path, ("id", "lat", "lon", "wikidata"))
    changed = False
    for row in rows:
        place = row["id"].strip()
        if place in ids and not row["wikidata"].strip():
            row["wikidata"], changed = ids[place], True
        if place in positions and not (row["lat"].strip() or row["lon"].strip()):
            row["lat"], row["lon"] = (repr(degrees) for degrees in positions[place])
            changed = True
    if changed:
        _write(path, columns, rows)


def own_photos(folder: Path) -> list[dict[str, str]]:
    """The rows of `photos.csv` that were not found on Commons."""
    return [row for row in _table(folder / PHOTOS, PHOTO_COLUMNS)[1] if not _is_found(row)]


def write_photos(folder: Path, found: Mapping[str, Sequence[Found]]) -> None:
    """Write `photos.csv`: its own rows, and those found in the place of earlier ones."""
    path = folder / PHOTOS
    columns, rows = _table(path, PHOTO_COLUMNS)
    own = [row for row in rows if not _is_found(row)]
    fetched = {row["url"]: row for row in rows if _is_found(row) and _is_there(folder, row)}
    added = [_photo_row(folder, i, photo, fetched) for i in sorted(found) for photo in found[i]]
    if own or added or path.exists():
        _write(path, columns, [*own, *added])
    _remove_unlisted(folder, rows, {row["path"] for row in (*own, *added)})


def _is_found(row: Mapping[str, str]) -> bool:
    """Whether a row was found on Commons, and is to be found again by every run.

    What a dataset has split for training is its owner's, wherever it came from.
    """
    return row["origin_file"].strip() == FOUND_ON and not row["split"].strip()


def _is_there(folder: Path, row: Mapping[str, str]) -> bool:
    return bool(row["path"]) and (folder / row["path"]).is_file()


def _photo_row(
    folder: Path, place: str, photo: Found, fetched: Mapping[str, Mapping[str, str]]
) -> dict[str, str]:
    """`fetched` are the rows, by address, of photos that lie in the folder already."""
    file, download = photo.file, photo.download
    if file.author is None or file.licence is None:
        raise ValueError(f"{file.title} has no author or no licence")
    row = dict.fromkeys(PHOTO_COLUMNS, "")
    row |= {
        "place_id": place,
        "url": file.url,
        "page_url": file.page_url,
        "width": str(file.width),
        "height": str(file.height),
        "author": file.author,
        "licence": file.licence.name,
        "licence_url": file.licence.url or "",
        "origin_file": FOUND_ON,
    }
    if download is not None:
        inside = f"photos/{place}/{download.name()}"
        lay_down(download, folder / inside)
        row |= {
            "path": inside,
            "sha256": download.sha256,
            "width": str(download.width),
            "height": str(download.height),
        }
    elif file.url in fetched and fetched[file.url]["place_id"] == place:
        kept = fetched[file.url]
        row |= {column: kept[column] for column in ("path", "sha256", "width", "height")}
    return row


def _remove_unlisted(
    folder: Path, before: Iterable[Mapping[str, str]], listed: Collection[str]
) -> None:
    """Remove files that were downloaded earlier and are no longer among the photos."""
    for row in before:
        if row["path"] and _is_found(row) and row["path"] not in listed:
            (folder / row["path"]).unlink(missing_ok=True)


def _table(path: Path, columns: Sequence[str]) -> tuple[list[str], list[dict[str, str]]]:
    """The columns and rows of a table, with `columns` among them; no rows where it is missing."""
    if not path.exists():
        return list(columns), []
    own = read_columns(path, CatalogueError)
    whole = [*own, *(column for column in columns if column not in own)]
    rows = [row.values for row in read_rows(path, (), CatalogueError)]
    return whole, [{column: row.get(column, "") for column in whole} for row in rows]


def _write(path: Path, columns: Sequence[str], rows: Iterable[Mapping[str, str]]) -> None:
    write_csv(path, columns, ([row.get(column, "") for column in columns] for row in rows))
