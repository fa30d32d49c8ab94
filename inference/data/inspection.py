"""Every row of the input looked at once: what an earlier run has found of it is taken over."""

from __future__ import annotations

import dataclasses
import hashlib
import logging
import os
import shutil
import sys
from base64 import b64decode, b64encode
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from time import monotonic
from typing import Any

from tqdm import tqdm

from inference.data.checking import check_photos
from inference.data.journal import Journal
from inference.data.photo_check import Checks, PhotoRecord
from inference.data.photo_rows import PhotoRow
from inference.data.sources import PhotoSource, Sources
from inference.writing import WorkFolder

log = logging.getLogger(__name__)

# To be raised when what a journal holds, or a filter, changes: old ones are then of no use.
JOURNAL_FORMAT = 1
# Rows without a place of which pictures are made for the report, of each reason.
SAMPLES = 24


def inspect_photos(sources: Sources, folder: WorkFolder, checks: Checks) -> list[PhotoRecord]:
    """Look at every row, or take over what an earlier run has found of it; in the rows' order."""
    sizes = [source.size for source in sources.photos]
    with Journal(folder.work / "journal.jsonl", _fingerprint(sources, checks)) as journal:
        if journal.stale:
            log.info("The input or the settings are not those of the earlier run: starting anew.")
            shutil.rmtree(folder.whole)
            shutil.rmtree(checks.samples, ignore_errors=True)
        found: dict[tuple[str, int], PhotoRecord] = {}
        position = 0
        for entry in journal.entries():
            position = max(position, entry.pop("position"))
            record = _record(entry)
            if record.reason or _is_stored(record, folder):
                found[record.file, record.row] = record
        if found:
            log.info("Going on after %d photos of an earlier run.", len(found))
        keys: list[tuple[str, int]] = []
        with _Progress(sum(sizes), position) as advance:

            def note(row: PhotoRow, record: PhotoRecord) -> None:
                found[row.file, row.row] = record
                journal.append({**_entry(record), "position": row.position})
                advance(row.position)

            rows = _rows_to_check(sources.photos, sizes, found, keys, note)
            for row, record in check_photos(rows, checks):
                note(row, record)
    return [found[key] for key in keys]


def _rows_to_check(
    sources: Sequence[PhotoSource],
    sizes: Sequence[int],
    found: dict[tuple[str, int], PhotoRecord],
    keys: list[tuple[str, int]],
    note: Callable[[PhotoRow, PhotoRecord], None],
) -> Iterator[PhotoRow]:
    """The rows not yet found, their positions counted over all sources; `keys` gets all rows'.

    Of rows without a place a few are looked at all the same, for the report's samples.
    """
    seen: Counter[str] = Counter()
    for number, source in enumerate(sources):
        before = sum(sizes[:number])
        for row in source.rows():
            keys.append((sys.intern(row.file), row.row))
            seen[row.reason] += 1
            if (row.file, row.row) in found:
                continue
            row = replace(row, position=before + row.position)
            if row.reason and seen[row.reason] > SAMPLES:
                dropped = PhotoRecord(row.file, row.row, row.name, "", row.reason, row.detail)
                note(row, dropped)
            else:
                yield row


class _Progress:
    """A bar over the bytes read, with the photos a second."""

    def __init__(self, total: int, initial: int) -> None:
        self._bar = tqdm(
            total=total, initial=initial, desc="photos", unit="B", unit_scale=True, leave=False
        )
        self._start, self._count = monotonic(), 0

    def __enter__(self) -> Callable[[int], None]:
        return self._advance

    def __exit__(self, *_: object) -> None:
        self._bar.close()

    def _advance(self, position: int) -> None:
        self._count += 1
        rate = self._count / max(monotonic() - self._start, 1e-3)
        self._bar.set_postfix_str(f"{rate:.0f} photos/s", refresh=False)
        self._bar.update(max(0, position - self._bar.n))


def _is_stored(record: PhotoRecord, folder: WorkFolder) -> bool:
    try:
        return (folder.whole / record.path).stat().st_size == record.size
    except OSError:
        return False


def _entry(record: PhotoRecord) -> dict[str, Any]:
    entry = {key: value for key, value in dataclasses.asdict(record).items() if value}
    entry["signature"] = b64encode(record.signature).decode()
    return entry


def _record(entry: dict[str, Any]) -> PhotoRecord:
    entry = {"row": 0, "name": "", **entry}
    entry["signature"] = b64decode(entry["signature"])
    entry["faults"] = tuple(entry.get("faults", ()))
    for key in ("file", "place_id", "name", "reason"):
        entry[key] = sys.intern(entry.get(key, ""))
    return PhotoRecord(**entry)


def _fingerprint(sources: Sources, checks: Checks) -> dict[str, Any]:
    """What the journal depends upon."""
    inputs = hashlib.sha256()
    for source in sources.photos:
        for path in source.inputs():
            told = path.stat()
            facts = f"\0{told.st_size}\0{told.st_mtime_ns}\n"
            inputs.update(os.fsencode(path.resolve()) + facts.encode())
    places = repr((sorted(map(repr, sources.places)), sources.problems))
    return {
        "format": JOURNAL_FORMAT,
        "inputs": inputs.hexdigest(),
        "places": hashlib.sha256(places.encode()).hexdigest(),
        "without": sorted(checks.without),
        "limits": dataclasses.asdict(checks.limits),
    }
