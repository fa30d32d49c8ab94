"""Splits and folds: stratified by place, and no duplicate on both sides."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

# With fewer a place has none to give away.
MIN_PHOTOS = 3


@dataclass(frozen=True, slots=True)
class Shares:
    """Which part of the photos each split other than `train` is to have."""

    val: float = 0.1
    test: float = 0.1


TENTHS = Shares()


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


def assign_splits(
    places: Sequence[str], groups: Sequence[int], keys: Sequence[str], seed: int, shares: Shares
) -> list[str]:
    """`train`, `val` or `test` for each photo; a group, also across places, is never parted.

    A place of fewer than three photos goes to `train` whole, every other has some there. The other
    two splits get their shares of all photos as nearly as groups allow, stratified by place: what
    a place's share has beyond a whole number is drawn by lot. The seed and the photos' `keys`
    decide; their order does not.
    """
    return _Splitting(places, groups, keys, seed).assign(shares)


class _Splitting:
    def __init__(
        self, places: Sequence[str], groups: Sequence[int], keys: Sequence[str], seed: int
    ) -> None:
        self.seed = seed
        photos_of: dict[int, list[int]] = defaultdict(list)
        for photo, group in enumerate(groups):
            photos_of[group].append(photo)
        # A group goes by its smallest key, so that no order of photos matters.
        named = {min(keys[i] for i in own): own for own in photos_of.values()}
        self.photos = {key: named[key] for key in sorted(named)}
        self.counts = {key: Counter(places[i] for i in own) for key, own in self.photos.items()}
        self.total = Counter(places)
        self.train = Counter(self.total)  # photos of each place not given away
        self.split = dict.fromkeys(self.photos, "train")
        self.size = len(places)

    def assign(self, shares: Shares) -> list[str]:
        for name, share in (("test", shares.test), ("val", shares.val)):
            self._fill(name, share)
        found = [""] * self.size
        for key, own in self.photos.items():
            for photo in own:
                found[photo] = self.split[key]
        return found

    def _fill(self, name: str, share: float) -> None:
        wanted = round(share * self.size)
        quotas = self._quotas(name, wanted)
        groups_of: dict[str, list[str]] = defaultdict(list)
        for key in self._by_lot(self.photos, name):
            for place in self.counts[key]:
                groups_of[place].append(key)
        for place in self._by_lot(quotas, name):
            for key in groups_of[place]:
                own = self.counts[key]
                fits = own[place] <= quotas[place] and len(self.photos[key]) <= wanted
                if fits and self._give(key, name, self._at_least_one):
                    wanted -= len(self.photos[key])
                    quotas.subtract(own)
        # What groups too large for their place's quota have left open.
        for key in self._by_lot(self.photos, f"{name} rest"):
            if len(self.photos[key]) <= wanted and self._give(key, name, self._at_least_half):
                wanted -= len(self.photos[key])

    def _quotas(self, name: str, wanted: int) -> Counter[str]:
        """How many photos each place gives, `wanted` in all; fractions by lot (systematic)."""
        large = [
            p for p in self._by_lot(self.total, f"{name} quota") if self.total[p] >= MIN_PHOTOS
        ]
        photos = sum(self.total[place] for place in large)
        quotas: Counter[str] = Counter()
        passed = 0.0
        for place in large:
            before = passed
            passed += wanted * self.total[place] / photos
            quotas[place] = round(passed) - round(before)
        return quotas

    def _give(self, key: str, name: str, least: Callable[[str], int]) -> bool:
        """Give a group to a split, if all of its places keep enough in `train`."""
        own = self.counts[key]
        if self.split[key] != "train" or any(
            self.total[place] < MIN_PHOTOS or self.train[place] - own[place] < least(place)
            for place in own
        ):
            return False
        self.split[key] = name
        self.train.subtract(own)
        return True

    def _at_least_one(self, place: str) -> int:
        return 1

    def _at_least_half(self, place: str) -> int:
        return max(1, self.total[place] // 2)

    def _by_lot(self, keys: Iterable[str], purpose: str) -> list[str]:
        def lot(key: str) -> str:
            return hashlib.sha256(f"{self.seed}\0{purpose}\0{key}".encode()).hexdigest()

        return sorted(keys, key=lot)
