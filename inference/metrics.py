"""The figures of a training: what becomes metrics.json, and with words the model card."""

from __future__ import annotations

from collections import Counter

from torch import Tensor

from inference.catalogue import Catalogue
from inference.crossvalidation import Examples, HeldOutPhotos, KnownFit
from inference.data.training_set import FOLDS, TrainingSet
from inference.evaluation import calibration_error, hit_rate, macro_f1
from inference.model_files import Labels
from inference.recognizer import combine_categories


def measure(
    material: TrainingSet,
    catalogue: Catalogue,
    examples: Examples,
    photos: HeldOutPhotos,
    known: KnownFit,
    labels: Labels,
) -> dict[str, object]:
    """The content of metrics.json: hits, calibration and refusals, from held-out photos alone."""
    scores, y = labels.scores, photos.places
    place_scores = photos.place_scores
    categories = combine_categories(
        photos.category_logits / scores.category_temperature,
        place_scores / scores.place_temperature,
        examples.place_categories,
        scores.category_from_places,
    )
    target = examples.place_categories[y]

    def of(part: Tensor) -> dict[str, float]:
        own = place_scores[part]
        return {
            "photos": int(part.sum()),
            "place_hit@1": hit_rate(own, y[part], 1),
            "place_hit@5": hit_rate(own, y[part], 5),
            "place_macro_f1": macro_f1(own.argmax(1), y[part]),
            "category_hit@1": hit_rate(categories[part], target[part], 1),
            "category_hit@5": hit_rate(categories[part], target[part], 5),
            "place_ece_before": calibration_error(own.softmax(1), y[part]),
            "place_ece": calibration_error((own / scores.place_temperature).softmax(1), y[part]),
            "category_ece_before": calibration_error(
                photos.category_logits[part].softmax(1), target[part]
            ),
            "category_ece": calibration_error(categories[part], target[part]),
        }

    ordinary = ~examples.sparse[y]
    reasons = Counter(problem.reason for problem in material.problems)
    seen = set(labels.place_categories)
    return {
        "measured": f"{FOLDS}-fold cross-validation, duplicates grouped",
        "photos": len(material.photos),
        "places": len(material.place_ids),
        "dropped": dict(sorted(reasons.items())),
        "near_duplicates_grouped": material.near_duplicates,
        "ordinary_places": of(ordinary),
        "sparse_places": of(~ordinary) if bool((~ordinary).any()) else None,
        "known": {
            "threshold": known.rule.threshold,
            "refused_known": known.refused_known,
            "refused_unseen": known.refused_unseen,
            "refused_unseen_sparse": known.refused_unseen_sparse,
            "curve": [list(point) for point in known.curve],
        },
        "categories_without_photos": [c for c in catalogue.categories if c not in seen],
    }
