from __future__ import annotations

import random
from collections import Counter, defaultdict

import numpy as np
import pytest

from inference.data.splits import Shares, assign_folds, assign_splits


def split(places: list[str], groups: list[int], seed: int = 0, share: float = 0.1) -> list[str]:
    keys = [f"{i:05}" for i in range(len(places))]
    return assign_splits(places, groups, keys, seed, Shares(share, share))


def alone(places: list[str]) -> list[int]:
    return list(range(len(places)))


@pytest.mark.parametrize("seed", range(5))
def test_no_group_straddles_splits_even_across_places(seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311
    places = [f"p{chance.randrange(12)}" for _ in range(600)]
    groups = [chance.randrange(250) for _ in places]
    groups = [groups.index(group) for group in groups]
    sides = defaultdict(set)
    for group, side in zip(groups, split(places, groups, seed), strict=True):
        sides[group].add(side)
    assert all(len(own) == 1 for own in sides.values())


@pytest.mark.parametrize("share", [0.1, 0.2])
def test_shares_are_met_exactly_where_groups_allow(share: float) -> None:
    places = [
        f"p{i}" for i, count in enumerate((3, 4, 5, 7, 11, 40, 90, 200)) for _ in range(count)
    ]
    found = Counter(split(places, alone(places), share=share))
    wanted = round(share * len(places))
    assert (found["val"], found["test"]) == (wanted, wanted)


def test_splits_are_stratified_by_place() -> None:
    places = [f"p{i}" for i in range(20) for _ in range(10 * (i + 1))]
    found = split(places, alone(places))
    for i in range(20):
        own = Counter(side for place, side in zip(places, found, strict=True) if place == f"p{i}")
        assert abs(own["test"] - (i + 1)) <= 1
        assert abs(own["val"] - (i + 1)) <= 1


def test_small_places_give_some_photos_too() -> None:
    places = [f"p{i}" for i in range(100) for _ in range(4)]
    found = Counter(split(places, alone(places)))
    assert (found["val"], found["test"]) == (40, 40)


@pytest.mark.parametrize("seed", range(5))
def test_every_place_of_three_photos_is_trained_on_and_smaller_ones_wholly(seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311
    places = [f"p{i}" for i in range(200) for _ in range(chance.randrange(1, 6))]
    groups: list[int] = []
    for i in range(len(places)):
        groups.append(groups[-1] if groups and chance.random() < 0.4 else i)
    found = split(places, groups, seed, share=0.3)
    photos = Counter(places)
    trained = Counter(place for place, side in zip(places, found, strict=True) if side == "train")
    for place, count in photos.items():
        assert trained[place] >= 1
        assert count >= 3 or trained[place] == count


def test_a_place_of_one_large_group_is_trained_on() -> None:
    places = ["a"] * 30 + ["b"] * 30
    found = split(places, [0] * 30 + list(range(30, 60)))
    assert set(found[:30]) == {"train"}
    assert Counter(found[30:]) == {"train": 18, "val": 6, "test": 6}


def test_seed_and_keys_decide_and_the_order_does_not() -> None:
    places = [f"p{i % 7}" for i in range(140)]
    keys = [f"{i:05}" for i in range(140)]
    groups = [i - i % 2 for i in range(140)]
    found = dict(zip(keys, assign_splits(places, groups, keys, 1, Shares()), strict=True))
    order = list(range(140))
    random.Random(3).shuffle(order)  # noqa: S311
    where = {old: new for new, old in enumerate(order)}
    shuffled = assign_splits(
        [places[i] for i in order],
        [min(where[groups[i]], where[groups[i] + 1]) for i in order],
        [keys[i] for i in order],
        1,
        Shares(),
    )
    assert dict(zip([keys[i] for i in order], shuffled, strict=True)) == found
    assert list(found.values()) != assign_splits(places, groups, keys, 2, Shares())


def test_nothing_to_split_is_no_error() -> None:
    assert assign_splits([], [], [], 0, Shares()) == []
    assert split(["a", "b"], [0, 1], share=0.4) == ["train", "train"]


def test_a_group_never_straddles_folds() -> None:
    chance = np.random.default_rng(0)
    places = chance.integers(0, 8, 400).tolist()
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
