"""How sure it is that a photo shows one of the places the model knows.

A logistic regression weighs several signs that a photo is like those the model was trained on:
the heads' largest logit and its energy (Liu et al. 2020, arXiv 2010.03759), the largest softmax
probability (Hendrycks and Gimpel 2017, arXiv 1610.02136), and the similarity to the nearest
training photos (Sun et al. 2022, arXiv 2204.06507) in a space where the differences between
photos of one place are levelled (linear discriminant analysis). One sign counts against: the
probability that falls on sparse places, those with so few training photos that the model knows
the kind of picture (a fresco, an iconostasis) rather than the place.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn.functional import normalize

SIGNS = (
    "largest_logit",
    "energy",
    "largest_probability",
    "margin",
    "entropy",
    "nearest",
    "nearest_five",
    "nearest_ten",
    "agreement",
    "nearest_of_place",
    "nearest_three_of_place",
    "place_gap",
    "sparse_probability",
    "sparse_first",
)
_FLOOR = 1e-4


@dataclass(frozen=True, slots=True)
class Neighbours:
    """Unit vectors of the training photos (N, D) and the place each shows (N, indices)."""

    mean: Tensor  # (E,) of the embeddings
    projection: Tensor  # (D, E)
    vectors: Tensor  # (N, D)
    places: Tensor  # (N,)

    def project(self, embeddings: Tensor) -> Tensor:
        """Embeddings (B, E) → unit vectors (B, D)."""
        return normalize((embeddings - self.mean) @ self.projection.T, dim=1)

    def similarities(self, embeddings: Tensor) -> Tensor:
        """Cosines between embeddings (B, E) and all training photos, (B, N)."""
        return self.project(embeddings) @ self.vectors.T


def place_similarities(similarities: Tensor, places: Tensor, count: int, k: int = 3) -> Tensor:
    """Mean cosine of the k nearest photos of each place, (B, count); −1 for a place with none."""
    found = torch.full((len(similarities), count), -1.0)
    for place in range(count):
        own = similarities[:, places == place]
        if own.shape[1]:
            found[:, place] = own.topk(min(k, own.shape[1]), dim=1).values.mean(1)
    return found


def place_scores(
    logits: Tensor, similarities: Tensor, places: Tensor, neighbour_weight: float
) -> Tensor:
    """Place logits (B, P), each raised by the weighted similarity of its three nearest photos."""
    return logits + neighbour_weight * place_similarities(similarities, places, logits.shape[1])


def signs(logits: Tensor, similarities: Tensor, places: Tensor, sparse: Tensor) -> Tensor:
    """Signs of knowing (B, len(SIGNS)) from scores of places (B, P) and cosines (B, N).

    `places` (N,) says which place each training photo shows, `sparse` (P,) which places have few.
    """
    count = logits.shape[1]
    probabilities = logits.softmax(1)
    first_two = logits.topk(2, dim=1).values
    top = logits.argmax(1)
    nearest = similarities.topk(min(10, similarities.shape[1]), dim=1)
    best = place_similarities(similarities, places, count, k=1)
    best_three = place_similarities(similarities, places, count, k=3)
    rows = torch.arange(len(logits))
    others = best_three.clone()
    others[rows, top] = -1.0
    largest = probabilities.max(1).values
    sparse_mass = probabilities[:, sparse].sum(1)
    columns = {
        "largest_logit": first_two[:, 0],
        "energy": logits.logsumexp(1),
        "largest_probability": (largest / (1 - largest + 1e-6)).log(),
        "margin": first_two[:, 0] - first_two[:, 1],
        "entropy": -(probabilities * (probabilities + 1e-12).log()).sum(1),
        "nearest": nearest.values[:, 0],
        "nearest_five": nearest.values[:, :5].mean(1),
        "nearest_ten": nearest.values.mean(1),
        "agreement": (places[nearest.indices] == top[:, None]).float().mean(1),
        "nearest_of_place": best[rows, top],
        "nearest_three_of_place": best_three[rows, top],
        "place_gap": best_three[rows, top] - others.max(1).values,
        "sparse_probability": (sparse_mass + _FLOOR).log(),
        "sparse_first": sparse[top].float(),
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
