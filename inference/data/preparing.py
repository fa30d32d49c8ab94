"""`prepare`: from raw files, folders of photos or a catalogue to a clean, split dataset."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from inference.catalogue import Catalogue
from inference.data import duplicates
from inference.data.choosing import Verdict, choose
from inference.data.dataset import PHOTOS
from inference.data.dataset_files import KeptPhoto, write_photos, write_places
from inference.data.inspection import inspect_photos
from inference.data.photo_check import Checks, PhotoRecord
from inference.data.place_conflicts import Conflict, model_embedding, settle_conflicts
from inference.data.preparation_page import page
from inference.data.preparation_report import Outcome, Report
from inference.data.raw import RawDataError
from inference.data.sources import Sources, find_sources
from inference.data.splits import TENTHS, Shares, assign_splits
from inference.images import ImageLimits
from inference.writing import WorkFolder, check_replaceable, resumable_folder, whole_file


@dataclass(frozen=True, slots=True)
class Preparation:
    """What `prepare` is asked for. `without` names the filters that only flag, and drop nothing."""

    raw: tuple[Path, ...]
    out: Path
    catalogue: Path
    model: Path
    device: str
    limits: ImageLimits
    without: frozenset[str] = frozenset()
    seed: int = 0
    shares: Shares = TENTHS
    image_text_model: str = ""
    zero_shot_threshold: float = 0.9


def prepare(asked: Preparation) -> Report:
    """Write the dataset and its reports; interrupted and called again, it goes on where it was.

    Raises RawDataError, CatalogueError and other UserErrors, one sentence each.
    """
    check_replaceable(asked.out, PHOTOS)  # before anything is read
    catalogue = Catalogue.load(asked.catalogue)
    sources = find_sources(asked.raw, catalogue, asked.catalogue)
    if not sources.photos:
        raise RawDataError(f"{', '.join(map(str, asked.raw))}: there is no file with photos.")
    with resumable_folder(asked.out, PHOTOS) as folder:
        samples = folder.work / "samples"
        checks = Checks(asked.limits, asked.without, folder.whole / "photos", samples)
        records = inspect_photos(sources, folder, checks)
        if asked.image_text_model:
            from inference.data.zero_shot_pass import find_collages  # would load torch

            records = find_collages(
                records,
                folder,
                checks,
                asked.image_text_model,
                asked.zero_shot_threshold,
                asked.device,
            )
        report = _decide(records, sources, folder, asked)
        write_places(folder.whole, sources.places, sources.catalogues)
        _write_reports(report, folder.whole, samples, asked.limits)
        write_photos(folder.whole, report.kept)
        folder.finish()
    return report


def _decide(
    records: Sequence[PhotoRecord], sources: Sources, folder: WorkFolder, asked: Preparation
) -> Report:
    """Settle duplicates and splits: what becomes of every row."""
    usable = [i for i, record in enumerate(records) if not record.reason]
    chosen = [records[i] for i in usable]
    verdicts = choose(chosen, asked.without, _settler(chosen, folder, asked))
    kept = [i for i, verdict in enumerate(verdicts) if not verdict.reason]
    splits = _splits([chosen[i] for i in kept], asked)
    photos = [
        KeptPhoto(
            chosen[i],
            split,
            _flags(chosen[i], verdicts[i], asked.without),
            sources.listed.get((chosen[i].file, chosen[i].row)),
        )
        for i, split in zip(kept, splits, strict=True)
    ]
    outcomes = [Outcome(record, record.reason, record.detail, None) for record in records]
    for number, verdict in zip(usable, verdicts, strict=True):
        if verdict.reason:
            stays = None if verdict.kept is None else chosen[verdict.kept].path
            outcomes[number] = Outcome(records[number], verdict.reason, verdict.detail, stays)
    return Report(tuple(outcomes), tuple(photos), sources, asked.without, _settings(asked))


def _splits(kept: Sequence[PhotoRecord], asked: Preparation) -> list[str]:
    """The split of each photo; those of one scene, under whichever place, share it."""
    pairs = duplicates.same_scene([record.signature for record in kept])
    firsts: dict[str, int] = {}
    equal = [(firsts.setdefault(record.pixels, i), i) for i, record in enumerate(kept)]
    groups = duplicates.groups([*pairs, *((a, b) for a, b in equal if a != b)], len(kept))
    places = [record.place_id for record in kept]
    keys = [f"{record.sha256} {record.place_id}" for record in kept]
    return assign_splits(places, groups, keys, asked.seed, asked.shares)


def _settler(
    chosen: Sequence[PhotoRecord], folder: WorkFolder, asked: Preparation
) -> Callable[[Sequence[Conflict]], list[str | None]]:
    def path_of(i: int) -> Path:
        return folder.whole / chosen[i].path

    def others_of(place: str) -> list[int]:
        first: dict[str, int] = {}
        for i, record in enumerate(chosen):
            if record.place_id == place:
                first.setdefault(record.pixels, i)
        # By their hashes, so that no order of rows matters.
        return sorted(first.values(), key=lambda i: chosen[i].sha256)

    def settle(conflicts: Sequence[Conflict]) -> list[str | None]:
        return settle_conflicts(
            conflicts,
            path_of,
            others_of,
            lambda: model_embedding(asked.model, asked.device, asked.limits),
        )

    return settle


def _flags(record: PhotoRecord, verdict: Verdict, without: frozenset[str]) -> tuple[str, ...]:
    return (*(fault for fault in record.faults if fault in without), *verdict.flags)


def _write_reports(report: Report, folder: Path, samples: Path, limits: ImageLimits) -> None:
    """Write `report.json` and `report.html`, while the photos that are dropped still lie there."""
    document = json.dumps(report.document(), ensure_ascii=False, indent=1)
    html = page(report, folder, samples, limits)
    for name, text in (("report.json", document + "\n"), ("report.html", html)):
        with whole_file(folder / name) as temporary:
            # The name of a file may hold bytes that are no UTF-8.
            temporary.write_text(text, encoding="utf-8", errors="replace")


def _settings(asked: Preparation) -> dict[str, Any]:
    return {
        "seed": asked.seed,
        "val_share": asked.shares.val,
        "test_share": asked.shares.test,
        "without": sorted(asked.without),
        "image_text_model": asked.image_text_model or None,
        "zero_shot_threshold": asked.zero_shot_threshold if asked.image_text_model else None,
    }
