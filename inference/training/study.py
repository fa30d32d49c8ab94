"""Two questions about a dataset and a backbone: how few photos suffice, and what of the unknown.

Fitted are photos of the split train alone; those of val and test are asked for. Few photos: so many
of each place are drawn and fitted. Left out: ten places are left out of all fitting, and confidence
must tell their photos from those of the other places. Means over draws, each by its own seed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean, stdev
from typing import Any

import torch
from torch import Tensor
from tqdm import tqdm

from inference.backbones import Backbone
from inference.catalogue import Photo
from inference.data.dataset import Dataset
from inference.data.duplicates import groups, same_scene
from inference.data.splits import assign_folds
from inference.evaluation.measures import auroc, false_positive_rate, hit_rate
from inference.evidence import signs
from inference.training.examples import SPARSE_BELOW, Examples, fit_scorer, indices, make_examples
from inference.training.features import Features, look_at_photos
from inference.training.fitting import fit
from inference.training.material import Material, draw
from inference.training.validation import ROUNDS

DRAWS = 5
LEFT_OUT = 10
PHOTOS_PER_PLACE = (1, 2, 3, 5, 10, 20, None)
NEIGHBOUR_WEIGHT = 12.0  # fixed, for one photo of each place leaves nothing to choose it by


@dataclass(frozen=True)
class _Study:
    """All photos of a dataset, what is known of each, and the place index of each (N,)."""

    dataset: Dataset
    backbone: Backbone
    features: Features
    place_ids: tuple[str, ...]
    places: Tensor

    @property
    def photos(self) -> tuple[Photo, ...]:
        return self.dataset.photos

    def where(self, chosen: Sequence[Photo]) -> Tensor:
        """Indices of photos."""
        ids = {id(photo) for photo in chosen}
        return torch.tensor([i for i, photo in enumerate(self.photos) if id(photo) in ids])

    def examples(self, chosen: Tensor) -> Examples:
        """Examples of the photos with these indices, over the places that they show."""
        kept, places = torch.unique(self.places[chosen], return_inverse=True)
        material = Material(
            tuple(self.photos[i] for i in chosen.tolist()),
            tuple(self.place_ids[i] for i in kept.tolist()),
            places,
            torch.zeros(len(chosen), dtype=torch.bool),
        )
        looks = self.features.looks[chosen]
        return make_examples(self.backbone, material, looks, None, self.dataset.catalogue)


def study(
    dataset: Dataset, backbone: Backbone, device: torch.device, cache: Path | None
) -> dict[str, Any]:
    """The figures of both questions: `few_photos` by their number, and `left_out`."""
    features = look_at_photos(backbone, dataset.photos, device, cache)
    present = {photo.place_id for photo in dataset.of("train")}
    place_ids = tuple(p for p in dataset.catalogue.places if p in present)
    index = {place_id: i for i, place_id in enumerate(place_ids)}
    places = torch.tensor([index.get(photo.place_id, -1) for photo in dataset.photos])
    whole = _Study(dataset, backbone, features, place_ids, places)
    with tqdm(total=(len(PHOTOS_PER_PLACE) - 1) * DRAWS + 1 + DRAWS, desc="studying") as bar:
        few = [_few_photos(whole, number, bar) for number in PHOTOS_PER_PLACE]
        left_out = _left_out(whole, bar)
    return {"draws": DRAWS, "few_photos": few, "left_out": left_out}


def _few_photos(whole: _Study, number: int | None, bar: tqdm[Any]) -> dict[str, Any]:
    asked = whole.where(whole.dataset.of("val", "test"))
    counts = whole.places[whole.where(whole.dataset.of("train"))].bincount()
    # Sparse places are asked for in nothing but the whole: few photos of theirs are all they have.
    ordinary = counts >= SPARSE_BELOW if bool((counts >= SPARSE_BELOW).any()) else counts > 0
    asked = asked[(whole.places[asked] >= 0) & ordinary[whole.places[asked]]]
    found: list[tuple[float, float]] = []
    for seed in range(DRAWS if number is not None else 1):
        drawn = whole.where(draw(whole.dataset.of("train"), number, seed))
        examples = whole.examples(drawn)
        everything = torch.arange(len(drawn))
        scorer = fit_scorer(examples, everything, examples.places, examples.place_count)
        evidence = scorer.evidence(whole.backbone.embed(whole.features.looks[asked]))
        scores = scorer.place_scores(evidence, NEIGHBOUR_WEIGHT)
        target = whole.places[asked]
        found.append((hit_rate(scores, target, 1), hit_rate(scores, target, 5)))
        bar.update()
    return {
        "photos_per_place": number,
        "asked": len(asked),
        "place_hit@1": _summary([first for first, _ in found]),
        "place_hit@5": _summary([fifth for _, fifth in found]),
    }


def _left_out(whole: _Study, bar: tqdm[Any]) -> dict[str, Any] | None:
    """None where the dataset has too few places with photos enough to leave ten out."""
    counts = whole.places[whole.places >= 0].bincount()
    ordinary = indices(counts >= SPARSE_BELOW)
    if len(ordinary) < 2 * LEFT_OUT:
        return None
    train = whole.where(whole.dataset.of("train"))
    asked = whole.where(whole.dataset.of("val", "test"))
    found: list[tuple[float, float]] = []
    for seed in range(DRAWS):
        generator = torch.Generator().manual_seed(seed)
        out = ordinary[torch.randperm(len(ordinary), generator=generator)[:LEFT_OUT]]
        shown = train[~torch.isin(whole.places[train], out) & (whole.places[train] >= 0)]
        known = asked[
            ~torch.isin(whole.places[asked], out) & torch.isin(whole.places[asked], ordinary)
        ]
        unknown = indices(torch.isin(whole.places, out))
        found.append(_tell_apart(whole, shown, known, unknown, seed))
        bar.update()
    return {
        "places": LEFT_OUT,
        "auroc": _summary([area for area, _ in found]),
        "fpr@95": _summary([rate for _, rate in found]),
    }


def _tell_apart(
    whole: _Study, shown: Tensor, known: Tensor, unknown: Tensor, seed: int
) -> tuple[float, float]:
    """AUROC and FPR@95 of confidence between photos of known and of unknown places."""
    examples = whole.examples(shown)
    signatures = [whole.features.signatures[i] for i in shown.tolist()]
    group = groups(same_scene(signatures), len(signatures))
    folds = torch.from_numpy(assign_folds(examples.places.tolist(), group, ROUNDS, seed))
    result = fit(examples, folds, seed)
    scorer, weight = result.fitted.scorer, result.choices.neighbour_weight.value

    def confidence(asked: Tensor) -> Tensor:
        evidence = scorer.evidence(whole.backbone.embed(whole.features.looks[asked]))
        scores = scorer.place_scores(evidence, weight)
        cosines, similar = evidence.cosines, evidence.similarities
        return result.known.rule.confidence(
            signs(scores, cosines, similar, scorer.bank, examples.sparse)
        )

    of_known, of_unknown = confidence(known), confidence(unknown)
    return auroc(of_known, of_unknown), false_positive_rate(of_known, of_unknown)


def _summary(values: Sequence[float]) -> dict[str, Any]:
    error = stdev(values) / len(values) ** 0.5 if len(values) > 1 else None
    return {"mean": fmean(values), "standard_error": error, "draws": list(values)}
