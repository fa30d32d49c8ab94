"""What `prepare` did: `report.json`, and the table on the terminal."""

from __future__ import annotations

import dataclasses
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from inference.data.choosing import DUPLICATE_FILTERS
from inference.data.dataset import SPLITS
from inference.data.dataset_files import KeptPhoto
from inference.data.photo_check import PhotoRecord
from inference.data.quality import FILTERS
from inference.data.sources import Sources

ROW_REASONS = ("no_name", "unknown_place", "no_category")
NOT_DOWNLOADED = "not_downloaded"
FILE_REASONS = (NOT_DOWNLOADED, "empty_image", "broken_base64", "broken_image")
# In order of precedence: a row is dropped for the first that applies.
REASONS = (*ROW_REASONS, *FILE_REASONS, *FILTERS, *DUPLICATE_FILTERS)

_ADVICE = (
    "Not downloaded: {count}. Run the command that made the catalogue again with --download to "
    "have these photos too."
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """A row and why it was dropped, if it was; `kept_as` is the photo that stands for it."""

    record: PhotoRecord
    reason: str
    detail: str
    kept_as: str | None


@dataclass(frozen=True, slots=True)
class CityTable:
    """One source of photos: rows read, kept, and dropped for each reason."""

    city: str
    file: str
    read: int
    kept: int
    dropped: Mapping[str, int]


@dataclass(frozen=True)
class Report:
    """Every row's outcome in the order of the input, and the photos kept."""

    outcomes: tuple[Outcome, ...]
    kept: tuple[KeptPhoto, ...]
    sources: Sources
    without: frozenset[str]
    settings: Mapping[str, Any]

    @cached_property
    def cities(self) -> tuple[CityTable, ...]:
        counts: dict[str, Counter[str]] = {s.file: Counter() for s in self.sources.photos}
        for outcome in self.outcomes:
            counts[_source_of(outcome.record.file, counts)][outcome.reason] += 1
        return tuple(
            CityTable(s.city, s.file, c.total(), c[""], {r: c[r] for r in REASONS if c[r]})
            for s, c in ((s, counts[s.file]) for s in self.sources.photos)
        )

    @cached_property
    def filters(self) -> dict[str, dict[str, Any]]:
        """Of each filter: whether it is on, the photos it fired at, and those it dropped."""
        dropped = Counter(outcome.reason for outcome in self.outcomes)
        flagged = Counter(flag for photo in self.kept for flag in photo.flags)
        fired = Counter(f for o in self.outcomes for f in {o.reason, *o.record.faults})
        # Of duplicates the records know nothing.
        fired.update({name: flagged[name] for name in DUPLICATE_FILTERS})
        return {
            name: {
                "on": name not in self.without,
                "fired": fired[name],
                "dropped": dropped[name],
                "would_have_dropped": flagged[name],
            }
            for name in (*FILTERS, *DUPLICATE_FILTERS)
        }

    @cached_property
    def advice(self) -> str:
        """What to do about photos of which a catalogue has the address alone; else empty."""
        count = sum(outcome.reason == NOT_DOWNLOADED for outcome in self.outcomes)
        return _ADVICE.format(count=count) if count else ""

    @cached_property
    def splits(self) -> dict[str, dict[str, int]]:
        photos: dict[str, list[str]] = defaultdict(list)
        for photo in self.kept:
            photos[photo.split].append(photo.record.place_id)
        return {s: {"photos": len(photos[s]), "places": len(set(photos[s]))} for s in SPLITS}

    def document(self) -> dict[str, Any]:
        """The content of `report.json`."""
        return {
            "cities": [
                {"city": c.city, "file": c.file, "read": c.read, "kept": c.kept}
                for c in self.cities
            ],
            "dropped": [
                {
                    "file": outcome.record.file,
                    "row": outcome.record.row,
                    "name": outcome.record.name,
                    "reason": outcome.reason,
                    "kept_as": outcome.kept_as,
                    "detail": outcome.detail,
                }
                for outcome in self.outcomes
                if outcome.reason
            ],
            "places": [dataclasses.asdict(problem) for problem in self.sources.problems],
            "filters": self.filters,
            "splits": self.splits,
            "settings": dict(self.settings),
            "advice": self.advice or None,
            "copies": dict(sorted(self.sources.copies.items())),
        }


def _source_of(file: str, known: Mapping[str, object]) -> str:
    """The source of a row's file: the file itself, or the city folder that a photo lies in."""
    parts = file.split("/")
    heads = ("/".join(parts[:length]) for length in range(len(parts), 0, -1))
    return next(head for head in heads if head in known)


def table(report: Report) -> str:
    """The report as a text table: a row a city, a column a reason that occurs, and the splits."""
    reasons = [r for r in REASONS if any(r in city.dropped for city in report.cities)]
    rows = [["city", "read", "kept", *reasons]]
    for c in report.cities:
        dropped = [str(c.dropped.get(reason, "")) for reason in reasons]
        rows.append([c.city, str(c.read), str(c.kept), *dropped])
    if len(report.cities) > 1:
        totals = [sum(c.dropped.get(reason, 0) for c in report.cities) for reason in reasons]
        read, kept = (sum(getattr(c, key) for c in report.cities) for key in ("read", "kept"))
        rows.append(["all", str(read), str(kept), *map(str, totals)])
    lines = [*_aligned(rows), ""]
    lines += [
        f"{s}: {n['photos']} photos of {n['places']} places" for s, n in report.splits.items()
    ]
    off = [f"{name} ({report.filters[name]['would_have_dropped']})" for name in report.filters]
    if report.without:
        told = [text for text in off if text.split()[0] in report.without]
        lines.append(f"Filters turned off, and what they would have dropped: {', '.join(told)}")
    lines += [report.advice] if report.advice else []
    for problem in report.sources.problems:
        lines.append(f"{problem.file}, row {problem.row}: {problem.reason}: {problem.detail}")
    return "\n".join(lines)


def _aligned(rows: Sequence[Sequence[str]]) -> list[str]:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return [
        "  ".join(
            cell.ljust(width) if i == 0 else cell.rjust(width)
            for i, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]
