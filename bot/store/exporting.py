"""Feedback as a folder that `python -m inference prepare` reads: CITY/PLACE/*.jpg, feedback.csv."""

from __future__ import annotations

import csv
import json
import re
from contextlib import aclosing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from tqdm import tqdm

from bot.store.models import FeedbackRow
from bot.store.store import Store
from inference import Catalogue, Place
from inference.writing import whole_folder

TABLE = "feedback.csv"
# Who said it is in no column: the table may be handed on.
COLUMNS = ("given_at", "place_id", "city", "name", "photo", "best", "best_score", "model", "scores")
# What a folder may not be called; names are compared without punctuation.
_NOT_IN_NAMES = re.compile(r'[\\/:*?"<>|\x00-\x1f]+')


@dataclass(frozen=True, slots=True)
class Exported:
    """How many judgements were written, how many photos, and of how many the place has gone."""

    rows: int
    photos: int
    gone: int


async def export_feedback(store: Store, catalogue: Catalogue, folder: Path) -> Exported:
    """Write all feedback, and the photos whose place is known. Raises OccupiedError."""
    rows = photos = gone = 0
    with (
        whole_folder(folder, TABLE) as whole,
        (whole / TABLE).open("w", encoding="utf-8", newline="") as file,
        tqdm(total=await store.feedback_count(), unit="row", disable=None) as progress,
    ):
        table = csv.writer(file)
        table.writerow(COLUMNS)
        async with aclosing(store.feedback()) as feedback:
            async for row in feedback:
                place = catalogue.places.get(row.place_id or "")
                photo = _write_photo(whole, row, place)
                table.writerow(_line(row, place, photo))
                rows += 1
                photos += photo is not None
                gone += row.place_id is not None and place is None
                progress.update()
    return Exported(rows, photos, gone)


def _write_photo(whole: Path, row: FeedbackRow, place: Place | None) -> str | None:
    """The photo's path in the folder; None where there is none, or no place to file it under."""
    if place is None or row.photo is None or not row.agreed:
        return None
    path = Path(_as_folder(place.city), _as_folder(place.name), f"feedback-{row.id}.jpg")
    (whole / path).parent.mkdir(parents=True, exist_ok=True)
    (whole / path).write_bytes(row.photo)
    return path.as_posix()


def _line(row: FeedbackRow, place: Place | None, photo: str | None) -> tuple[object, ...]:
    best = max(row.scores, key=lambda place_id: row.scores[place_id], default=None)
    return (
        datetime.fromtimestamp(row.given_at, UTC).isoformat(timespec="seconds"),
        row.place_id,
        place.city if place else None,
        place.name if place else None,
        photo,
        best,
        None if best is None else row.scores[best],
        row.model,
        json.dumps(row.scores, ensure_ascii=False),
    )


def _as_folder(name: str) -> str:
    return _NOT_IN_NAMES.sub("-", name).strip(". ") or "-"
