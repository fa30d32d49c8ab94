"""The photos of a dataset that a model is fitted on, and those that its choices are made on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from inference.catalogue import Photo
from inference.data.dataset import Dataset
from inference.errors import UserError

# One is held out, and with a single one left there is nothing to tell apart.
MIN_PLACES = 3
MIN_PHOTOS = 10


class TrainingError(UserError):
    """The material does not suffice to train on."""


@dataclass(frozen=True, slots=True)
class Material:
    """N photos of P places. `validation` (N,) marks those that are only looked at, never fitted.

    Where it marks none, choices are made by cross-validation over the photos that are fitted.
    """

    photos: tuple[Photo, ...]
    place_ids: tuple[str, ...]
    places: Tensor  # (N,)
    validation: Tensor  # (N,) bool

    @property
    def counts(self) -> Tensor:
        """Photos of each place that the model is fitted on, (P,)."""
        return self.places[~self.validation].bincount(minlength=len(self.place_ids))


def cross_validated(dataset: Dataset, splits: Sequence[str]) -> Material:
    """All photos of these splits, every one of them fitted. Raises TrainingError."""
    return _material(dataset, dataset.of(*splits), ())


def validated_apart(dataset: Dataset, photos_per_place: int | None, seed: int) -> Material:
    """The photos of train, at most so many of each place, and beside them those of val.

    Which photos of a place are drawn depends on the seed and on the photos alone. Raises
    TrainingError.
    """
    looked_at = dataset.of("val")
    if not looked_at:
        raise TrainingError(
            f"{dataset.folder} has no photo in the split val, which this training chooses by; "
            f"prepare it with a larger --val-share."
        )
    return _material(dataset, draw(dataset.of("train"), photos_per_place, seed), looked_at)


def _material(dataset: Dataset, fitted: Sequence[Photo], looked_at: Sequence[Photo]) -> Material:
    present = {photo.place_id for photo in fitted}
    place_ids = tuple(place_id for place_id in dataset.catalogue.places if place_id in present)
    if len(place_ids) < MIN_PLACES or len(fitted) < MIN_PHOTOS:
        raise TrainingError(
            f"{len(fitted)} photos of {len(place_ids)} places are too few to train on; "
            f"{MIN_PLACES} places and {MIN_PHOTOS} photos are the least."
        )
    index = {place_id: number for number, place_id in enumerate(place_ids)}
    photos = (*fitted, *(photo for photo in looked_at if photo.place_id in index))
    return Material(
        photos,
        place_ids,
        torch.tensor([index[photo.place_id] for photo in photos]),
        torch.arange(len(photos)) >= len(fitted),
    )


def draw(photos: Sequence[Photo], per_place: int | None, seed: int) -> list[Photo]:
    """At most so many photos of each place, as the seed draws them whatever their order."""
    if per_place is None:
        return list(photos)
    by_place: dict[str, list[Photo]] = defaultdict(list)
    for photo in photos:
        by_place[photo.place_id].append(photo)
    drawn: list[Photo] = []
    for place_id, own in sorted(by_place.items()):
        ordered = sorted(own, key=lambda photo: photo.sha256 or "")
        random = np.random.default_rng([seed, *place_id.encode()])
        drawn += [ordered[i] for i in random.permutation(len(ordered))[:per_place]]
    return drawn
