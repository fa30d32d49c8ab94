"""An evaluation as the JSON document of `--json` and `evaluation.json`."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from inference.evaluation.answers import Answers
from inference.evaluation.bootstrap import RESAMPLES, Estimate
from inference.evaluation.figures import Evaluation, Part

HIT_AT_5 = (
    "precision@5 (hit@5) is the share of photos whose true label is among the five highest scores; "
    "it is what the reference calls precision@5."
)
NO_UNKNOWN = (
    "No photo shows a place that the model lacks, so how well those are told apart was not "
    "measured; give a dataset of other places with --unknown."
)
SEEN_TRAINING = (
    "The photos of train are among these: a model that was trained on them has seen them, and its "
    "figures flatter."
)
INTERVALS = (
    f"95 % intervals from {RESAMPLES} resamples of the photos (of photos of unknown places: of the "
    "places). They tell what other photos of the same places would change, not other places."
)


@dataclass(frozen=True, slots=True)
class Subject:
    """What was evaluated, on what."""

    model: Path
    version: str
    dataset: Path
    splits: tuple[str, ...]
    unknown: Path | None = None


def notes(answers: Answers, subject: Subject) -> list[str]:
    """What a reader of the figures has to know, a sentence each."""
    found = [HIT_AT_5, INTERVALS]
    if "train" in subject.splits:
        found.append(SEEN_TRAINING)
    if bool(answers.known.all()):
        found.append(NO_UNKNOWN)
    return found


def document(answers: Answers, evaluation: Evaluation, subject: Subject) -> dict[str, Any]:
    """One object; every figure is `{"value", "low", "high"}`, null where there is nothing to say.

    `few` marks parts of so few photos that their figures say little.
    """
    return {
        "model": str(subject.model),
        "version": subject.version,
        "dataset": str(subject.dataset),
        "splits": list(subject.splits),
        "unknown_dataset": None if subject.unknown is None else str(subject.unknown),
        "photos": len(answers.photos),
        "places": len(answers.labels.places),
        "unknown_places": evaluation.unknown_places,
        "threshold": answers.scores.threshold,
        "refused_files": [
            {"photo": str(photo.path), "message": reason} for photo, reason in answers.refused
        ],
        "notes": notes(answers, subject),
        "overall": _part(evaluation.overall),
        "baselines": {
            "most_frequent": _figures(evaluation.frequent),
            "chance": _figures(evaluation.chance),
        },
        "unknown": _part(evaluation.unknown),
        "cities": _parts("city", evaluation.cities),
        "categories": _parts("category", evaluation.categories),
        "training_photos": _parts("training_photos", evaluation.training_photos),
    }


def _parts(key: str, parts: Sequence[Part]) -> list[dict[str, Any]]:
    return [{key: part.name, **_part(part)} for part in parts]


def _part(part: Part) -> dict[str, Any]:
    return {"photos": part.photos, "few": part.few, **_figures(part.figures)}


def _figures(figures: Mapping[str, Estimate]) -> dict[str, Any]:
    return {name: dataclasses.asdict(figure) for name, figure in figures.items()}
