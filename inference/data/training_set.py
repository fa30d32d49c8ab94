"""The photos of raw folders as training takes them: clean, grouped by duplicates, in folds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor
from tqdm import tqdm

from inference.catalogue import Catalogue
from inference.data.duplicates import difference_hash, group_duplicates
from inference.data.photos import RawPhoto, read_photos
from inference.data.raw import Problem
from inference.data.splits import assign_folds
from inference.errors import UserError

FOLDS = 5
# One is held out, and with a single one left there is nothing to tell apart.
MIN_PLACES = 3


class TrainingError(UserError):
    """The material does not suffice to train on."""


@dataclass(frozen=True, slots=True)
class TrainingSet:
    """Photos that can be used, with the place index and the fold of each; and what was dropped."""

    photos: tuple[RawPhoto, ...]
    place_ids: tuple[str, ...]
    places: Tensor  # (N,)
    folds: Tensor  # (N,)
    problems: tuple[Problem, ...]
    near_duplicates: int


def load_training_set(
    raw_dirs: Sequence[Path], catalogue: Catalogue, folds: int = FOLDS, seed: int = 0
) -> TrainingSet:
    """Read, clean, group and split the photos. Raises TrainingError when too few are left."""
    photos: list[RawPhoto] = []
    problems: list[Problem] = []
    hashes = []
    for item in tqdm(read_photos(raw_dirs, catalogue), desc="reading", unit=" rows"):
        if isinstance(item, Problem):
            problems.append(item)
        else:
            photos.append(item)
            hashes.append(difference_hash(item.open()))
    counts = Counter(photo.place_id for photo in photos)
    place_ids = tuple(p for p in catalogue.places if counts[p] >= 2)
    index = {place_id: i for i, place_id in enumerate(place_ids)}
    kept = [i for i, photo in enumerate(photos) if photo.place_id in index]
    if len(place_ids) < MIN_PLACES or len(kept) < 2 * folds:
        raise TrainingError(
            f"{len(kept)} photos of {len(place_ids)} places are too few to train on; "
            f"{MIN_PLACES} places and {2 * folds} photos are the least."
        )
    groups = group_duplicates([hashes[i] for i in kept])
    places = [index[photos[i].place_id] for i in kept]
    fold_of = assign_folds(places, groups, folds, seed)
    return TrainingSet(
        tuple(photos[i] for i in kept),
        place_ids,
        torch.tensor(places),
        torch.from_numpy(fold_of),
        tuple(problems),
        len(groups) - len(set(groups)),
    )
