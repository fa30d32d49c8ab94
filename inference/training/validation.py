"""What a model would score on photos, and on places, that it was not fitted on.

Each round holds out some photos and a group of the places, and asks two questions. Held-out photos:
a scorer fitted on the other photos scores them. Held-out places: one is fitted without them; their
photos stand for places the model was never shown, and the held-out photos of the other places for
those it knows. The places held out are also added back by a few of their photos, to learn what an
added place's score must be to fit among the others.

Photos are held out fold by fold (cross-validation), or, where some were set apart for validation,
the same ones in every round.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

import torch
from torch import Tensor
from torch.nn.functional import normalize

from inference.evidence import signs
from inference.scorer import added_features
from inference.training.examples import Examples, fit_scorer, indices

ROUNDS = 5
ADDED_PHOTOS = (1, 3, 5)


@dataclass(frozen=True, slots=True)
class HeldOutPhotos:
    """What a scorer that was fitted without them says of M photos, and the place of each."""

    category_logits: Tensor  # (M, C)
    place_logits: Tensor  # (M, P)
    similarities: Tensor  # (M, P)
    places: Tensor  # (M,)

    def place_scores(self, neighbour_weight: float) -> Tensor:
        return self.place_logits + neighbour_weight * self.similarities


@dataclass(frozen=True, slots=True)
class HeldOutPlaces:
    """Signs (M, S) of photos of known (1) and held-out (0) places, with the round each is from."""

    signs: Tensor
    known: Tensor
    rounds: Tensor
    sparse: Tensor  # (M,) the photo shows a sparse place


@dataclass(frozen=True, slots=True)
class AddedPlaces:
    """Photos (M,) that do (1) or do not (0) show a place that was held out and added back."""

    features: Tensor  # (M, 3)
    energy: Tensor
    own: Tensor


T = TypeVar("T", HeldOutPhotos, HeldOutPlaces, AddedPlaces)


@dataclass(frozen=True, slots=True)
class Round:
    """One round: the photos (N,) bool that it holds out, and the photos of places held out."""

    number: int
    held_photos: Tensor
    held_places: Tensor


def plan_rounds(examples: Examples, folds: Tensor, seed: int) -> tuple[Round, ...]:
    """ROUNDS rounds; each place is held out in one, sparse and other places apart.

    `folds` (N,) says in which round a photo is held out; where photos were set apart for
    validation, those are held out in every round.
    """
    generator = torch.Generator().manual_seed(seed)
    group = torch.zeros(examples.place_count, dtype=torch.long)
    for kind in (examples.sparse, ~examples.sparse):
        own = indices(kind)
        dealt = torch.arange(len(own)) % ROUNDS
        group[own[torch.randperm(len(own), generator=generator)]] = dealt
    apart = bool(examples.validation.any())
    return tuple(
        Round(
            number,
            examples.validation if apart else folds == number,
            group[examples.places] == number,
        )
        for number in range(ROUNDS)
    )


def score_photos(examples: Examples, now: Round) -> HeldOutPhotos:
    """Score the photos held out, by a scorer fitted on all others, those of all places."""
    train = indices(~now.held_photos & ~examples.validation)
    places = examples.places[train]
    scorer = fit_scorer(examples, train, places, examples.place_count)
    # A place with no photo left was not fitted, and cannot be asked for.
    fitted = places.bincount(minlength=examples.place_count) > 0
    test = indices(now.held_photos & fitted[examples.places])
    found = scorer.evidence(examples.embeddings[test])
    return HeldOutPhotos(
        found.category_logits, found.place_logits, found.similarities, examples.places[test]
    )


def hold_out_places(
    examples: Examples, now: Round, neighbour_weight: float
) -> tuple[HeldOutPlaces, AddedPlaces]:
    """Fit without the places held out, look at their photos, then add them back one by one."""
    shown = indices(~now.held_photos & ~now.held_places & ~examples.validation)
    kept, places = torch.unique(examples.places[shown], return_inverse=True)
    scorer = fit_scorer(examples, shown, places, len(kept))
    stayed = torch.isin(examples.places, kept)
    known = indices(now.held_photos & ~now.held_places & stayed)
    unseen = indices(now.held_places & ~examples.validation)
    asked = torch.cat([known, unseen])
    rows = torch.cat([examples.embeddings[asked], examples.distractors])
    vectors = scorer.space.vectors(rows)
    found = scorer.evidence_of_vectors(vectors)
    scores = scorer.place_scores(found, neighbour_weight)
    signed = signs(scores, found.cosines, found.similarities, scorer.bank, examples.sparse[kept])
    # Distractors show no place at all, and so no sparse one.
    sparse = torch.zeros(len(rows), dtype=torch.bool)
    sparse[: len(asked)] = examples.sparse[examples.places[asked]]
    is_known = (torch.arange(len(rows)) < len(known)).long()
    rounds = torch.full((len(rows),), now.number)
    energy = scores.logsumexp(1)
    added = _add_back(
        _Asked(vectors[len(known) : len(asked)], energy[len(known) : len(asked)]),
        examples.places[unseen],
        _Asked(vectors[: len(known)], energy[: len(known)]),
        seed=now.number,
    )
    return HeldOutPlaces(signed, is_known, rounds, sparse), added


@dataclass(frozen=True, slots=True)
class _Asked:
    """Unit vectors (M, D) of photos, and the log-sum-exp (M,) of their places' scores."""

    vectors: Tensor
    energy: Tensor


def _add_back(unseen: _Asked, places: Tensor, others: _Asked, seed: int) -> AddedPlaces:
    """Each place added by some of its photos, against its other photos and those of others."""
    generator = torch.Generator().manual_seed(seed)
    parts = [AddedPlaces(torch.zeros(0, 3), torch.zeros(0), torch.zeros(0, dtype=torch.bool))]
    for place in torch.unique(places):
        own = indices(places == place)
        own = own[torch.randperm(len(own), generator=generator)]
        for photos in ADDED_PHOTOS:
            if len(own) <= photos:
                continue
            mean = normalize(unseen.vectors[own[:photos]].mean(0), dim=0)[None]
            rest = own[photos:]
            asked = torch.cat([unseen.vectors[rest], others.vectors])
            features = added_features(asked, mean, torch.tensor([float(photos)]))[:, 0]
            is_own = torch.arange(len(asked)) < len(rest)
            energy = torch.cat([unseen.energy[rest], others.energy])
            parts.append(AddedPlaces(features, energy, is_own))
    return join(parts)


def join(parts: Sequence[T]) -> T:
    """The photos of all parts, one after another."""
    kind = type(parts[0])
    return kind(*(torch.cat([getattr(p, name) for p in parts]) for name in kind.__slots__))
