"""What a model would score on photos, and on places, that it was not fitted on.

Each round holds out a fold of the photos and a group of the places, and asks two questions.
Held-out photos: heads fitted on the photos of all other folds score them. Held-out places: heads
are fitted without them; their photos stand for places the model was never shown, and the held-out
photos of the other places for those it knows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

import torch
from torch import Tensor

from inference.evidence import KnownRule, Neighbours, place_scores, signs
from inference.heads import LinearHead, fit_head, fit_known, fit_neighbours

# The share of known places' photos that the threshold may refuse, measured on held-out photos.
TARGET_REFUSAL = 0.08
# Of the similarity (a mean of cosines) against the logits; chosen by cross-validated log loss.
NEIGHBOUR_WEIGHT = 30.0


@dataclass(frozen=True, slots=True)
class Examples:
    """Embeddings (N, E), the place of each photo (N,), the category of each place (P,)."""

    embeddings: Tensor
    places: Tensor
    place_categories: Tensor
    categories: int
    sparse: Tensor  # (P,) places with too few photos to be told from their like

    @property
    def place_count(self) -> int:
        return len(self.place_categories)


@dataclass(frozen=True, slots=True)
class HeldOutPhotos:
    """Scores of photos from heads that were fitted without them, and what the photos show."""

    category_logits: Tensor  # (M, C)
    place_scores: Tensor  # (M, P)
    places: Tensor  # (M,)


@dataclass(frozen=True, slots=True)
class HeldOutPlaces:
    """Signs (M, S) of photos of known (1) and held-out (0) places, with the round each is from."""

    signs: Tensor
    known: Tensor
    rounds: Tensor
    sparse: Tensor  # (M,) the photo shows a sparse place


T = TypeVar("T", HeldOutPhotos, HeldOutPlaces)


@dataclass(frozen=True, slots=True)
class Round:
    """One round: the fold of photos and the group of places that it holds out."""

    number: int
    held_photos: Tensor  # (N,) bool
    held_places: Tensor  # (N,) bool: photos of the places held out

    @property
    def shown(self) -> Tensor:
        """Indices of the photos left when both are held out."""
        return (~self.held_photos & ~self.held_places).nonzero().flatten()


def plan_rounds(places: Tensor, folds: Tensor, sparse: Tensor, seed: int) -> tuple[Round, ...]:
    """As many rounds as folds; each place is held out in one, sparse and other places apart."""
    rounds = int(folds.max()) + 1
    generator = torch.Generator().manual_seed(seed)
    group = torch.zeros(len(sparse), dtype=torch.long)
    for kind in (sparse, ~sparse):
        own = kind.nonzero().flatten()
        dealt = torch.arange(len(own)) % rounds
        group[own[torch.randperm(len(own), generator=generator)]] = dealt
    return tuple(Round(n, folds == n, group[places] == n) for n in range(rounds))


def score_photos(examples: Examples, now: Round) -> HeldOutPhotos:
    """Score the photos held out, with heads fitted on all others, those of all places."""
    x, y, test = examples.embeddings, examples.places, now.held_photos
    train = ~test
    place_head = fit_head(x[train], y[train], examples.place_count)
    kinds = examples.place_categories[y]
    category_head = fit_head(x[train], kinds[train], examples.categories)
    scores = _scores(place_head, fit_neighbours(x[train], y[train]), x[test])[0]
    return HeldOutPhotos(category_head(x[test]), scores, y[test])


def sign_places(examples: Examples, now: Round) -> HeldOutPlaces:
    """Signs of photos of the places held out, and of photos held out of the places that stay."""
    x, y = examples.embeddings, examples.places
    train, test = now.shown, now.held_photos | now.held_places
    kept, targets = torch.unique(y[~now.held_places], return_inverse=True)
    everywhere = torch.full((len(y),), -1)
    everywhere[~now.held_places] = targets
    head = fit_head(x[train], everywhere[train], len(kept))
    bank = fit_neighbours(x[train], everywhere[train])
    scores, cosines = _scores(head, bank, x[test])
    return HeldOutPlaces(
        signs(scores, cosines, bank.places, examples.sparse[kept]),
        (~now.held_places[test]).long(),
        torch.full((int(test.sum()),), now.number),
        examples.sparse[y[test]],
    )


def _scores(head: LinearHead, bank: Neighbours, x: Tensor) -> tuple[Tensor, Tensor]:
    cosines = bank.similarities(x)
    return place_scores(head(x), cosines, bank.places, NEIGHBOUR_WEIGHT), cosines


def join(parts: Sequence[T]) -> T:
    """The photos of all rounds, one after another."""
    kind = type(parts[0])
    return kind(*(torch.cat([getattr(p, name) for p in parts]) for name in kind.__slots__))


@dataclass(frozen=True, slots=True)
class KnownFit:
    """The rule, and the shares it refuses of held-out photos that it was not fitted on.

    A share is None where there was no such photo.
    """

    rule: KnownRule
    refused_known: float | None
    refused_unseen: float | None
    refused_unseen_sparse: float | None
    # Thresholds, each with the three shares.
    curve: tuple[tuple[float, float | None, float | None, float | None], ...]


def fit_known_rule(held_out: HeldOutPlaces) -> KnownFit:
    """Fit the known rule; choose its threshold where TARGET_REFUSAL of known photos is refused.

    The confidences that choose it come from rules fitted without the round they are used on.
    Photos of sparse places that the model knows are left out: they are refused on purpose.
    """
    ordinary = (held_out.known == 1) & ~held_out.sparse
    unseen = (held_out.known == 0) & ~held_out.sparse
    unseen_sparse = (held_out.known == 0) & held_out.sparse
    used = ordinary | unseen | unseen_sparse
    weights = torch.zeros(len(used))
    for part, share in ((ordinary, 0.5), (unseen, 0.25), (unseen_sparse, 0.25)):
        weights[part] = share / max(int(part.sum()), 1)
    confidence = torch.zeros(len(used))
    for number in torch.unique(held_out.rounds):
        now = held_out.rounds == number
        fit = used & ~now
        rule = fit_known(held_out.signs[fit], held_out.known[fit], weights[fit])
        confidence[now] = rule.confidence(held_out.signs[now])
    threshold = float(confidence[ordinary].quantile(TARGET_REFUSAL).clamp(1e-4, 1 - 1e-4))
    final = fit_known(held_out.signs[used], held_out.known[used], weights[used])

    def refused(part: Tensor, at: float) -> float | None:
        return float((confidence[part] < at).float().mean()) if bool(part.any()) else None

    curve = tuple(
        (at, refused(ordinary, at), refused(unseen, at), refused(unseen_sparse, at))
        for at in (float(confidence[ordinary].quantile(q / 100)) for q in (1, 2, 4, 6, 8, 10, 15))
    )
    return KnownFit(
        rule=KnownRule(final.weights, final.bias, threshold),
        refused_known=refused(ordinary, threshold),
        refused_unseen=refused(unseen, threshold),
        refused_unseen_sparse=refused(unseen_sparse, threshold),
        curve=curve,
    )
