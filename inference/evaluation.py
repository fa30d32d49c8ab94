"""How good answers are: hits, calibration, refusals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor
from tqdm import tqdm

from inference.catalogue import Catalogue
from inference.data.photos import RawPhoto, read_photos
from inference.recognizer import Recognizer


def hit_rate(scores: Tensor, targets: Tensor, k: int) -> float:
    """The share of rows of scores (N, C) whose target (N,) is among the k highest."""
    own = scores.gather(1, targets[:, None])
    # A tie counts against the target, or a constant score would hit every time.
    rank = (scores >= own).sum(1)
    return float((rank <= k).float().mean())


def calibration_error(probabilities: Tensor, targets: Tensor, bins: int = 15) -> float:
    """Expected calibration error of the first answer (Naeini et al. 2015), equal-width bins."""
    confidence, first = probabilities.max(1)
    right = (first == targets).float()
    which = (confidence * bins).long().clamp(max=bins - 1)
    error = 0.0
    for b in range(bins):
        inside = which == b
        if bool(inside.any()):
            gap = float(right[inside].mean() - confidence[inside].mean())
            error += abs(gap) * float(inside.float().mean())
    return error


def macro_f1(predicted: Tensor, targets: Tensor) -> float:
    """F1 averaged over the classes that occur among the targets."""
    scores = []
    for label in torch.unique(targets):
        right = float(((predicted == label) & (targets == label)).sum())
        total = float((predicted == label).sum() + (targets == label).sum())
        scores.append(2 * right / total)
    return sum(scores) / len(scores)


@dataclass(frozen=True, slots=True)
class Report:
    """Shares of photos, each in [0, 1]; nan where no photo speaks to it.

    Hits are over photos of places that the model has; `refused` is the share of them not known,
    `refused_unseen` that of photos of places that it does not have.
    """

    photos: int
    place_hit_at_1: float
    place_hit_at_5: float
    category_hit_at_1: float
    category_hit_at_5: float
    refused: float
    unseen_photos: int
    refused_unseen: float
    unusable_rows: int


def evaluate(
    recognizer: Recognizer, raw_dirs: Sequence[Path], catalogue: Catalogue, batch: int = 8
) -> Report:
    """Answer every photo of raw folders as a user would be answered, and count."""
    hits = {"place": [0, 0], "category": [0, 0]}
    seen = unseen = refused = refused_unseen = unusable = 0
    photos: list[RawPhoto] = []
    for item in read_photos(raw_dirs, catalogue):
        if isinstance(item, RawPhoto):
            photos.append(item)
        else:
            unusable += 1
    with tqdm(total=len(photos), desc="evaluating", unit=" photos") as bar:
        for start in range(0, len(photos), batch):
            part = photos[start : start + batch]
            inputs = [recognizer.prepare(photo.open()) for photo in part]
            for photo, answer in zip(
                part, recognizer.recognize(inputs, [None] * len(part)), strict=True
            ):
                if photo.place_id not in recognizer.place_ids:
                    unseen += 1
                    refused_unseen += not answer.known
                    continue
                seen += 1
                refused += not answer.known
                place = catalogue.places[photo.place_id]
                _count(hits["place"], place.id, [g.place.id for g in answer.places])
                _count(hits["category"], place.category, [g.category.id for g in answer.categories])
            bar.update(len(part))

    def share(count: int, of: int) -> float:
        return count / of if of else float("nan")

    return Report(
        photos=seen,
        place_hit_at_1=share(hits["place"][0], seen),
        place_hit_at_5=share(hits["place"][1], seen),
        category_hit_at_1=share(hits["category"][0], seen),
        category_hit_at_5=share(hits["category"][1], seen),
        refused=share(refused, seen),
        unseen_photos=unseen,
        refused_unseen=share(refused_unseen, unseen),
        unusable_rows=unusable,
    )


def _count(hits: list[int], right: str, answers: Sequence[str]) -> None:
    hits[0] += right in answers[:1]
    hits[1] += right in answers[:5]
