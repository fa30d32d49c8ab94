"""The space in which photos are compared: where photos of one place differ alike in all directions.

Embeddings come into it by one affine map, fitted in `inference.training.levelling`; what counts of
a vector is its direction.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn.functional import normalize

NEAREST = 3  # photos of a place that speak for its similarity


@dataclass(frozen=True, slots=True)
class Space:
    """Embeddings (B, E) → unit vectors (B, D)."""

    projection: Tensor  # (D, E)
    offset: Tensor  # (D,)

    def vectors(self, embeddings: Tensor) -> Tensor:
        return normalize(embeddings @ self.projection.T + self.offset, dim=1)


@dataclass(frozen=True, slots=True)
class Bank:
    """Unit vectors of the training photos (N, D), and the place each shows (N,).

    `density` (N,) is the mean cosine of each photo's five nearest others: what is near for it.
    """

    vectors: Tensor
    places: Tensor
    density: Tensor

    @classmethod
    def of(cls, vectors: Tensor, places: Tensor) -> Bank:
        among = (vectors @ vectors.T).fill_diagonal_(-1.0)
        nearest = among.topk(min(5, max(len(vectors) - 1, 1)), dim=1).values
        return cls(vectors, places, nearest.mean(1))

    def members(self, count: int) -> Tensor:
        """The photos of each of `count` places, (count, M); where a place has fewer than M, N."""
        sizes = self.places.bincount(minlength=count)
        order = self.places.argsort(stable=True)
        column = torch.arange(len(order)) - (sizes.cumsum(0) - sizes)[self.places[order]]
        table = torch.full((count, max(int(sizes.max()), 1)), len(order))
        table[self.places[order], column] = order
        return table


def place_similarities(cosines: Tensor, members: Tensor) -> Tensor:
    """Mean cosine of the NEAREST photos of each place, (B, P); −1 for a place with none.

    `cosines` (B, N) are those to all training photos, `members` (P, M) is the table of `Bank`.
    """
    nothing = cosines.new_full((len(cosines), 1), -torch.inf)
    own = torch.cat([cosines, nothing], dim=1)[:, members]  # (B, P, M)
    nearest = own.topk(min(NEAREST, own.shape[2]), dim=2).values
    there = nearest.isfinite()
    sums = nearest.where(there, torch.zeros(())).sum(2)
    found = sums / there.sum(2).clamp(min=1)
    return found.where(there.any(2), torch.tensor(-1.0))
