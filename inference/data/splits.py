"""Folds for cross-validation: stratified by place, and no duplicate on both sides."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Sequence

import numpy as np
from numpy.typing import NDArray


def assign_folds(
    places: Sequence[Hashable], groups: Sequence[int], folds: int, seed: int
) -> NDArray[np.int64]:
    """The fold, 0 … folds−1, of each photo.

    Photos of one group share a fold. Each place's groups are dealt out, largest first, to the fold
    that has the fewest of the place's photos so far, so that every fold sees every place.
    """
    members: dict[int, list[int]] = defaultdict(list)
    for photo, group in enumerate(groups):
        members[group].append(photo)
    by_place: dict[Hashable, list[list[int]]] = defaultdict(list)
    for photos in members.values():
        by_place[places[photos[0]]].append(photos)  # a group across places goes with its first
    random = np.random.default_rng(seed)
    total = np.zeros(folds, dtype=np.int64)
    fold_of = np.zeros(len(places), dtype=np.int64)
    for own in by_place.values():
        counts = np.zeros(folds, dtype=np.int64)
        shuffled = [own[i] for i in random.permutation(len(own))]
        for photos in sorted(shuffled, key=len, reverse=True):
            fold = min(range(folds), key=lambda f: (counts[f], total[f]))
            fold_of[photos] = fold
            counts[fold] += len(photos)
            total[fold] += len(photos)
    return fold_of
