from __future__ import annotations

import numpy as np

from inference.data.splits import assign_folds


def test_a_group_never_straddles_folds() -> None:
    random = np.random.default_rng(0)
    places = random.integers(0, 8, 400).tolist()
    groups = [i - i % 3 for i in range(400)]
    folds = assign_folds(places, groups, 5, seed=0)
    for group in set(groups):
        own = {int(folds[i]) for i in range(400) if groups[i] == group}
        assert len(own) == 1


def test_every_place_is_spread_evenly_over_the_folds() -> None:
    places = [0] * 50 + [1] * 23 + [2] * 5
    folds = assign_folds(places, list(range(78)), 5, seed=0)
    for place, photos in ((0, 50), (1, 23), (2, 5)):
        counts = np.bincount(folds[np.array(places) == place], minlength=5)
        assert counts.max() - counts.min() <= 1
        assert counts.sum() == photos


def test_the_seed_decides_and_nothing_else_does() -> None:
    places, groups = [i % 4 for i in range(100)], list(range(100))
    first = assign_folds(places, groups, 5, seed=1)
    assert np.array_equal(first, assign_folds(places, groups, 5, seed=1))
    assert not np.array_equal(first, assign_folds(places, groups, 5, seed=2))
