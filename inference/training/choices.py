"""What is chosen on held-out photos, by the least log loss, and the losses of what was not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn.functional import nll_loss

from inference.scorer import combine_categories
from inference.training.heads import fit_temperature
from inference.training.validation import HeldOutPhotos

NEIGHBOUR_WEIGHTS = (0.0, 4.0, 8.0, 12.0, 16.0, 24.0)
# 0 is the separate head alone, 1 the sum over the places of each category.
CATEGORY_SHARES = (0.0, 0.2, 0.4, 0.6, 0.8, 0.9, 1.0)


@dataclass(frozen=True, slots=True)
class Choice:
    """What was chosen, and the log loss on held-out photos of each candidate."""

    value: float
    losses: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Choices:
    """How scores become probabilities."""

    neighbour_weight: Choice
    category_from_places: Choice
    place_temperature: float
    category_temperature: float


def choose(photos: HeldOutPhotos, place_categories: Tensor) -> Choices:
    """Choose on held-out photos; `place_categories` (P,) is the category of each place."""
    targets = place_categories[photos.places]

    def place_loss(weight: float) -> float:
        scores = photos.place_scores(weight)
        temperature = fit_temperature(scores, photos.places)
        return float(nll_loss((scores / temperature).log_softmax(1), photos.places))

    neighbours = _least(NEIGHBOUR_WEIGHTS, place_loss)
    scores = photos.place_scores(neighbours.value)
    place_temperature = fit_temperature(scores, photos.places)
    category_temperature = fit_temperature(photos.category_logits, targets)

    def category_loss(share: float) -> float:
        probabilities = combine_categories(
            photos.category_logits / category_temperature,
            scores / place_temperature,
            place_categories,
            share,
        )
        return float(nll_loss(torch.log(probabilities + 1e-9), targets))

    categories = _least(CATEGORY_SHARES, category_loss)
    return Choices(neighbours, categories, place_temperature, category_temperature)


def _least(candidates: tuple[float, ...], loss: Callable[[float], float]) -> Choice:
    losses = tuple((candidate, loss(candidate)) for candidate in candidates)
    return Choice(min(losses, key=lambda pair: pair[1])[0], losses)
