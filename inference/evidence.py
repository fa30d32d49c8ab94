"""How sure it is that a photo shows one of the places the model knows.

A logistic regression weighs several signs: the first place's probability (Hendrycks and Gimpel
2017, arXiv 1610.02136), the entropy and the largest score, how much nearer the first place's photos
are than any other's, and whether the nearest training photos are as near as these are to their own
neighbours (the local outlier factor, Breunig et al. 2000). One sign counts against: the probability
that falls on sparse places, those with so few training photos that the model knows the kind of
picture (a fresco, an iconostasis) rather than the place.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

from inference.space import Bank

SIGNS = (
    "log_odds",
    "entropy",
    "place_gap",
    "local_density",
    "largest_score",
    "sparse_probability",
    "sparse_first",
)
_FLOOR = 1e-4


def signs(
    scores: Tensor, cosines: Tensor, similarities: Tensor, bank: Bank, sparse: Tensor
) -> Tensor:
    """Signs of knowing (B, len(SIGNS)), larger for known photos.

    Scores (B, P) and similarities (B, P) of places, cosines (B, N) to the photos of the bank;
    `sparse` (P,) says which places have few.
    """
    probabilities = scores.softmax(1)
    top, rows = scores.argmax(1), torch.arange(len(scores))
    first = probabilities[rows, top].clamp(1e-6, 1 - 1e-6)
    others = similarities.clone()
    others[rows, top] = -1.0
    near = cosines.topk(min(5, cosines.shape[1]), dim=1)
    columns = {
        "log_odds": (first / (1 - first)).log(),
        "entropy": (probabilities * (probabilities + 1e-12).log()).sum(1),
        "place_gap": similarities[rows, top] - others.max(1).values,
        "local_density": near.values.mean(1) - bank.density[near.indices].mean(1),
        "largest_score": scores[rows, top],
        "sparse_probability": -(probabilities[:, sparse].sum(1) + _FLOOR).log(),
        "sparse_first": -sparse[top].float(),
    }
    return torch.stack([columns[name] for name in SIGNS], dim=1)


@dataclass(frozen=True, slots=True)
class KnownRule:
    """Signs → the probability that the photo shows a known place; known from `threshold` on."""

    weights: Tensor  # (len(SIGNS),)
    bias: float
    threshold: float

    def confidence(self, found: Tensor) -> Tensor:
        """Signs (B, len(SIGNS)) → probabilities (B,)."""
        return (found @ self.weights + self.bias).sigmoid()
