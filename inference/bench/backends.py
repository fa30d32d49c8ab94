"""The network alone in every backend that this machine has, at several batch sizes."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from statistics import median

import torch

from inference.bench.timing import timed
from inference.recognizer import Recognizer

BATCHES = (1, 4, 16)
_FEWEST = 5


@dataclass(frozen=True, slots=True)
class BackendSpeed:
    """Milliseconds a photo at each batch size (medians), and batch 16 against batch 1 in photos a
    second."""

    backend: str
    ms_a_photo: dict[int, float]
    gain: float


def measure_backend(
    name: str, recognizer: Recognizer, views: Sequence[torch.Tensor], seconds: float
) -> BackendSpeed:
    """Score prepared photos for `seconds`, the batch sizes in turn, so that noise meets all."""
    batches = {size: [views[i % len(views)] for i in range(size)] for size in BATCHES}
    for batch in batches.values():
        recognizer.score(batch)
    taken: dict[int, list[float]] = {size: [] for size in BATCHES}
    begun = time.perf_counter()
    while time.perf_counter() - begun < seconds or len(taken[BATCHES[0]]) < _FEWEST:
        for size, batch in batches.items():
            score: Callable[[], object] = partial(recognizer.score, batch)
            taken[size].append(timed(score)[0] / size)
    ms = {size: round(1000 * median(times), 3) for size, times in taken.items()}
    return BackendSpeed(name, ms, round(ms[BATCHES[0]] / ms[BATCHES[-1]], 3))
