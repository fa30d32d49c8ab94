"""The figures of a training: what becomes metrics.json, and with words the model card."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from torch import Tensor

from inference.evaluation.measures import calibration_error, hit_rate, macro_f1
from inference.labels import Labels
from inference.scorer import combine_categories
from inference.training.choices import Choice, Choices
from inference.training.examples import Examples
from inference.training.known import KnownFit
from inference.training.validation import HeldOutPhotos


def validation_figures(
    examples: Examples, photos: HeldOutPhotos, labels: Labels
) -> dict[str, dict[str, float] | None]:
    """Hits and calibration of held-out photos, of places with enough photos and of sparse ones."""
    calibration, y = labels.calibration, photos.places
    scores = photos.place_scores(calibration.neighbour_weight)
    categories = combine_categories(
        photos.category_logits / calibration.category_temperature,
        scores / calibration.place_temperature,
        examples.place_categories,
        calibration.category_from_places,
    )
    target = examples.place_categories[y]

    def of(part: Tensor) -> dict[str, float] | None:
        if not bool(part.any()):
            return None
        own = scores[part]
        return {
            "photos": int(part.sum()),
            "place_hit@1": hit_rate(own, y[part], 1),
            "place_hit@5": hit_rate(own, y[part], 5),
            "place_macro_f1": macro_f1(own.argmax(1), y[part]),
            "category_hit@1": hit_rate(categories[part], target[part], 1),
            "category_hit@5": hit_rate(categories[part], target[part], 5),
            "place_ece_before": calibration_error(own.softmax(1), y[part]),
            "place_ece": calibration_error(
                (own / calibration.place_temperature).softmax(1), y[part]
            ),
            "category_ece_before": calibration_error(
                photos.category_logits[part].softmax(1), target[part]
            ),
            "category_ece": calibration_error(categories[part], target[part]),
        }

    ordinary = ~examples.sparse[y]
    return {"ordinary_places": of(ordinary), "sparse_places": of(~ordinary)}


def choice_figures(choices: Choices) -> dict[str, Any]:
    """What was chosen, beside the log losses of all candidates."""

    def of(choice: Choice) -> dict[str, Any]:
        return {"chosen": choice.value, "log_loss": [list(pair) for pair in choice.losses]}

    return {
        "neighbour_weight": of(choices.neighbour_weight),
        "category_from_places": of(choices.category_from_places),
        "place_temperature": choices.place_temperature,
        "category_temperature": choices.category_temperature,
    }


def known_figures(known: KnownFit) -> dict[str, Any]:
    """The threshold and what it refuses, with the curve of other thresholds."""
    figures = asdict(known)
    figures.pop("rule")
    return {"threshold": known.rule.threshold, **figures, "curve": [list(p) for p in known.curve]}
