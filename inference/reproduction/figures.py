"""hit@1 and hit@5 of a recipe on the test rows, with intervals."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

import torch
from torch import Tensor

from inference.evaluation import weighted
from inference.evaluation.bootstrap import Draws, Estimate, Kind, Measure, estimate
from inference.evaluation.measures import hits
from inference.reproduction.labelled import LabelledPhotos
from inference.reproduction.protocols import Protocol
from inference.reproduction.recipes import ClassScores

FIGURES = ("place_hit@1", "place_hit@5", "category_hit@1", "category_hit@5")


def figures(
    scores: ClassScores, labelled: LabelledPhotos, protocol: Protocol
) -> Mapping[str, Estimate]:
    """The figures of FIGURES: shares of the test rows.

    Intervals come from resampling photos, whose rows stay together.
    """
    photos, units = torch.unique(protocol.test, return_inverse=True)
    found: dict[str, Tensor] = {}
    for k in (1, 5):
        found[f"place_hit@{k}"] = hits(scores.names, labelled.name_of[protocol.test], k)
        categories = labelled.category_of[protocol.test]
        found[f"category_hit@{k}"] = hits(scores.categories, categories, k)
    measures = {
        name: Measure(partial(weighted.mean, found[name]), len(photos), Kind.SHARE)
        for name in FIGURES
    }
    return estimate(measures, Draws(units, len(photos)))
