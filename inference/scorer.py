"""From embeddings to scores: a head for categories, a head for places, and their nearest photos."""

from __future__ import annotations

from dataclasses import dataclass, field

import torch
from torch import Tensor
from torch.nn.functional import normalize

from inference.space import Bank, Space, place_similarities


@dataclass(frozen=True, slots=True)
class LinearHead:
    """Logits are `x @ weight.T + bias`."""

    weight: Tensor  # (C, D)
    bias: Tensor  # (C,)

    def __call__(self, x: Tensor) -> Tensor:
        return x @ self.weight.T + self.bias


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is found of B photos, over C categories, P places and the N photos of the bank."""

    category_logits: Tensor  # (B, C)
    place_logits: Tensor  # (B, P)
    similarities: Tensor  # (B, P)
    cosines: Tensor  # (B, N)


@dataclass(frozen=True)
class Scorer:
    """What is fitted on embeddings, for P places.

    The place head has a row for each of the first places; those after them were added later, and
    are scored by the cosine to the mean of their photos: `added` holds the weights of that cosine,
    of one over the number of photos, and of one.
    """

    space: Space
    category_head: LinearHead
    place_head: LinearHead
    bank: Bank
    places: int
    added: tuple[float, float, float] = (0.0, 0.0, 0.0)
    _members: Tensor = field(init=False, repr=False)
    _means: Tensor = field(init=False, repr=False)  # (A, D) unit means of the added places' photos
    _counts: Tensor = field(init=False, repr=False)  # (A,)

    def __post_init__(self) -> None:
        trained = len(self.place_head.bias)
        sizes = self.bank.places.bincount(minlength=self.places)
        means = [
            self.bank.vectors[self.bank.places == place].mean(0)
            for place in range(trained, self.places)
        ]
        width = self.bank.vectors.shape[1]
        stacked = normalize(torch.stack(means), dim=1) if means else torch.zeros(0, width)
        object.__setattr__(self, "_members", self.bank.members(self.places))
        object.__setattr__(self, "_means", stacked)
        object.__setattr__(self, "_counts", sizes[trained:].clamp(min=1).float())

    def evidence(self, embeddings: Tensor) -> Evidence:
        """Embeddings (B, E) → what speaks for each category and place."""
        return self.evidence_of_vectors(self.space.vectors(embeddings))

    def evidence_of_vectors(self, vectors: Tensor) -> Evidence:
        """The same for unit vectors (B, D) of the space."""
        cosines = vectors @ self.bank.vectors.T
        return Evidence(
            self.category_head(vectors),
            torch.cat([self.place_head(vectors), self._added_logits(vectors)], dim=1),
            place_similarities(cosines, self._members),
            cosines,
        )

    def place_scores(self, found: Evidence, neighbour_weight: float) -> Tensor:
        """Scores of places (B, P): of the trained ones raised by the similarity of their photos."""
        raised = neighbour_weight * found.similarities
        raised[:, len(self.place_head.bias) :] = 0.0
        return found.place_logits + raised

    def _added_logits(self, vectors: Tensor) -> Tensor:
        features = added_features(vectors, self._means, self._counts)  # (B, A, 3)
        return features @ torch.tensor(self.added)


def added_features(vectors: Tensor, means: Tensor, counts: Tensor) -> Tensor:
    """What an added place's score is made of, (B, A, 3).

    Unit vectors of photos (B, D), unit means (A, D) of the places' photos, their numbers (A,).
    """
    cosines = vectors @ means.T
    inverse = (1 / counts).expand_as(cosines)
    return torch.stack([cosines, inverse, torch.ones_like(cosines)], dim=2)


def combine_categories(
    category_logits: Tensor, place_logits: Tensor, category_of_place: Tensor, from_places: float
) -> Tensor:
    """Probabilities of categories (B, C): the head's own, mixed with the sum over its places."""
    own = category_logits.softmax(1)
    summed = torch.zeros_like(own)
    summed.index_add_(1, category_of_place, place_logits.softmax(1))
    return (1 - from_places) * own + from_places * summed
