"""Collages found by words, among the photos that the pixel filters have let pass."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from tqdm import tqdm

from inference.data.journal import Journal
from inference.data.photo_check import Checks, PhotoRecord
from inference.data.zero_shot import ZeroShotCollages
from inference.images import decode
from inference.writing import WorkFolder

_BATCH = 16
_SIDE = 384


def find_collages(
    records: Sequence[PhotoRecord],
    folder: WorkFolder,
    checks: Checks,
    model: str,
    threshold: float,
    device: str,
) -> list[PhotoRecord]:
    """The records, with the fault `collage` where the model's probability reaches the threshold.

    What the model has said is kept in a journal of its own. Raises what loading the model raises.
    """
    chosen = {r.sha256: r for r in records if not r.reason and "collage" not in r.faults}
    with Journal(folder.work / "zero_shot.jsonl", {"format": 1, "model": model}) as journal:
        told = {entry["sha256"]: float(entry["probability"]) for entry in journal.entries()}
        missing = [record for sha256, record in chosen.items() if sha256 not in told]
        if missing:
            for record, probability in _ask(missing, folder, checks, model, device):
                told[record.sha256] = probability
                journal.append({"sha256": record.sha256, "probability": probability})
    return [
        _collage(record, told[record.sha256], checks)
        if record.sha256 in chosen and not record.reason and told[record.sha256] >= threshold
        else record
        for record in records
    ]


def _collage(record: PhotoRecord, probability: float, checks: Checks) -> PhotoRecord:
    found = replace(record, faults=(*record.faults, "collage"))
    if "collage" in checks.without:
        return found
    return replace(
        found, reason="collage", detail=f"By words, with a probability of {probability:.2f}."
    )


def _ask(
    records: Sequence[PhotoRecord], folder: WorkFolder, checks: Checks, model: str, device: str
) -> Iterator[tuple[PhotoRecord, float]]:
    asked = ZeroShotCollages.load(model, device)
    with tqdm(total=len(records), desc="collages by words", unit=" photos", leave=False) as bar:
        for start in range(0, len(records), _BATCH):
            batch = records[start : start + _BATCH]
            images = [
                decode((folder.whole / r.path).read_bytes(), checks.limits, _SIDE) for r in batch
            ]
            for record, probability in zip(batch, asked.probabilities(images), strict=True):
                yield record, float(probability)
            bar.update(len(batch))
