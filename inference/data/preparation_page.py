"""`report.html`: the table of a preparation, and samples of what was dropped beside what stays."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from inference.data.choosing import DUPLICATE_FILTERS
from inference.data.inspection import SAMPLES
from inference.data.photo_check import sample_name
from inference.data.preparation_report import (
    NOT_DOWNLOADED,
    REASONS,
    ROW_REASONS,
    Outcome,
    Report,
)
from inference.images import ImageLimits, decode
from inference.reporting.page import THUMBNAIL_SIDE, as_address, render, thumbnail

_T = TypeVar("_T")
_RANGES = ((0, 0), (1, 1), (2, 2), (3, 5), (6, 10), (11, 20), (21, 50), (51, 100), (101, None))


@dataclass(frozen=True, slots=True)
class Sample:
    """A dropped row as the page shows it: its picture, if it has one, beside the one that stays."""

    name: str
    origin: str
    detail: str
    picture: str
    kept: str


@dataclass(frozen=True, slots=True)
class Bar:
    label: str
    count: int
    percent: float


def page(report: Report, folder: Path, samples: Path, limits: ImageLimits) -> str:
    """The page as HTML. Photos are in `folder`, small pictures of dropped rows in `samples`."""
    dropped = {r: [o for o in report.outcomes if o.reason == r] for r in REASONS}
    shown = {
        reason: [_sample(outcome, folder, samples, limits) for outcome in _some(reason, outcomes)]
        for reason, outcomes in dropped.items()
        if outcomes and reason != NOT_DOWNLOADED
    }
    return render(
        "preparation.html.j2",
        report=report,
        reasons=[reason for reason in REASONS if dropped[reason]],
        totals={reason: len(outcomes) for reason, outcomes in dropped.items()},
        samples=shown,
        bars=_bars(report),
        pairs=DUPLICATE_FILTERS,
    )


def _some(reason: str, outcomes: Sequence[Outcome]) -> Sequence[Outcome]:
    """Some from everywhere; of rows without a place only the first have pictures."""
    if reason in ROW_REASONS:
        return outcomes[:SAMPLES]
    count = min(SAMPLES, len(outcomes))
    return [outcomes[i * len(outcomes) // count] for i in range(count)]


def _sample(outcome: Outcome, folder: Path, samples: Path, limits: ImageLimits) -> Sample:
    record = outcome.record
    small = samples / sample_name(record.file, record.row)
    if small.is_file():
        picture = as_address(small.read_bytes())
    else:
        picture = _thumbnail(folder / record.path, limits) if record.sha256 else ""
    kept = _thumbnail(folder / outcome.kept_as, limits) if outcome.kept_as else ""
    of_table = record.file.lower().endswith(".csv")
    origin = f"{record.file}, row {record.row}" if of_table else record.file
    return Sample(record.name, origin, outcome.detail, picture, kept)


def _thumbnail(path: Path, limits: ImageLimits) -> str:
    return thumbnail(decode(path.read_bytes(), limits, THUMBNAIL_SIDE))


def _bars(report: Report) -> list[Bar]:
    """How many places have how many photos."""
    photos = Counter(photo.record.place_id for photo in report.kept)
    counts = [photos[place.id] for place in report.sources.places]
    found = []
    for low, high in _RANGES:
        label = str(low) if low == high else f"{low}–{high}" if high else f"{low} and more"
        places = sum(low <= n and (high is None or n <= high) for n in counts)
        found.append(Bar(label, places, 100 * places / max(1, len(counts))))
    return found
