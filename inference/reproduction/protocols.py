"""Two ways to part photos into those to train on and those to test on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from inference.reproduction.labelled import LabelledPhotos

LEAKY, HONEST = "leaky", "honest"
_TENTHS = 10
_VAL, _TEST = 8, 9  # tenths that are not trained on


@dataclass(frozen=True, slots=True, eq=False)
class Protocol:
    """Rows to train on (R,) and to test on (T,), as indices of photos; a photo may be several rows.

    `unanswerable` counts test rows left out because no training row has their name.
    """

    name: str
    train: Tensor
    test: Tensor
    unanswerable: int


def leaky(labelled: LabelledPhotos, seed: int) -> Protocol:
    """The reference's: rows are parted 80/10/10, stratified by name, whatever photo they hold."""
    rows = torch.arange(len(labelled.rows)).repeat_interleave(labelled.rows)
    random = np.random.default_rng(seed)
    rows = rows[torch.from_numpy(random.permutation(len(rows)))]
    by_name = rows[labelled.name_of[rows].argsort(stable=True)]
    # Every tenth row of those sorted by name: each name gives its tenth, to within a row.
    tenth = (torch.arange(len(rows)) + int(random.integers(_TENTHS))) % _TENTHS
    return _protocol(LEAKY, labelled, by_name[tenth < _VAL], by_name[tenth == _TEST])


def honest(labelled: LabelledPhotos) -> Protocol:
    """The dataset's own split: every photo once, and no duplicate of a test photo to train on."""
    split = np.array(labelled.splits)
    train, test = (torch.from_numpy(np.flatnonzero(split == s)) for s in ("train", "test"))
    return _protocol(HONEST, labelled, train, test)


def _protocol(name: str, labelled: LabelledPhotos, train: Tensor, test: Tensor) -> Protocol:
    answerable = torch.isin(labelled.name_of[test], labelled.name_of[train])
    return Protocol(name, train, test[answerable], int((~answerable).sum()))


def share_in_train(protocol: Protocol) -> float:
    """The share of test rows whose photo is also trained on."""
    return float(torch.isin(protocol.test, protocol.train).double().mean())


def share_near_train(protocol: Protocol, same_scene: Sequence[tuple[int, int]]) -> float:
    """The share of test rows whose photo, or another of the same scene, is trained on.

    `same_scene` are pairs of photos.
    """
    trained = set(protocol.train.tolist())
    near = trained | {i for pair in same_scene for i, j in (pair, pair[::-1]) if j in trained}
    return sum(photo in near for photo in protocol.test.tolist()) / len(protocol.test)
