"""What no model at all would score: the commonest classes, always answered, and blind guesses."""

from __future__ import annotations

import torch
from torch import Tensor

from inference.evaluation.answers import ABSENT, Answers

Shares = dict[str, tuple[Tensor, Tensor]]


def baselines(answers: Answers) -> tuple[Shares, dict[str, float]]:
    """By figure: which photos (N,) the commonest classes hit, of which (N,); and chance's share.

    The commonest classes are those of the model's training photos, whatever the photo shows.
    """
    counts = torch.tensor([label.photos for label in answers.labels.places])
    order = {category: i for i, category in enumerate(answers.labels.categories)}
    category_of = torch.tensor([order[name] for name in answers.labels.place_categories])
    by_category = torch.zeros(len(order), dtype=counts.dtype).index_add_(0, category_of, counts)
    frequent: Shares = {}
    chance: dict[str, float] = {}
    for name, of_each, targets in (
        ("place", counts, answers.places),
        ("category", by_category, answers.categories),
    ):
        commonest = of_each.argsort(descending=True, stable=True)
        told = answers.known & (targets != ABSENT)
        for k in (1, 5):
            frequent[f"{name}_hit@{k}"] = (torch.isin(targets, commonest[:k]), told)
            chance[f"{name}_hit@{k}"] = min(1.0, k / len(of_each))
    return frequent, chance
