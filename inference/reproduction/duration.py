"""How long the benchmark will take on this machine, from a few steps of it."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

import torch

from inference.backbones.convolutional import Convolutional
from inference.reproduction.labelled import LabelledPhotos
from inference.reproduction.pixels import Pixels
from inference.reproduction.plan import Plan
from inference.reproduction.protocols import Protocol
from inference.reproduction.reference import ReferenceNetwork, ReferenceTraining
from inference.training.features import look_at_photos

_TIMED_STEPS = 3
_EMBEDDED = 12
T = TypeVar("T")


def estimate_seconds(
    backbone: Convolutional,
    labelled: LabelledPhotos,
    protocols: Sequence[Protocol],
    plan: Plan,
    steps: int,
    device: torch.device,
    cache: Path | None,
) -> float:
    """Seconds that decoding, training, testing and embedding will take; fitting heads is little."""
    some = labelled.photos[: plan.batch]
    pixels, decoding = _timed(lambda: Pixels(some, plan.side, bar=False))
    batch = torch.arange(plan.batch) % len(some)
    network = ReferenceNetwork(backbone, len(labelled.names), len(labelled.categories), plan.seed)
    training = ReferenceTraining(network, labelled, pixels, device, plan.seed)
    training.step(batch)  # the first one also prepares
    _, training_seconds = _timed(lambda: [training.step(batch) for _ in range(_TIMED_STEPS)])
    training.score(batch, plan.batch)
    _, forward = _timed(lambda: training.score(batch, plan.batch))
    # One pass over the training rows for the statistics, and each test row scored twice.
    seen = sum(len(protocol.train) + 2 * len(protocol.test) for protocol in protocols)
    return (
        len(labelled.photos)
        * (decoding / len(some) + _embedding(backbone, labelled, device, cache))
        + len(protocols) * steps * training_seconds / _TIMED_STEPS
        + seen / plan.batch * forward
    )


def _embedding(
    backbone: Convolutional, labelled: LabelledPhotos, device: torch.device, cache: Path | None
) -> float:
    """Seconds a photo; none where the cache has them."""
    some = labelled.photos[:_EMBEDDED]

    def embed() -> object:
        return look_at_photos(backbone, some, device, cache)

    _, first = _timed(embed)
    reading = _timed(embed)[1] if cache is not None else 0.0
    return max(0.0, first - reading) / len(some)


def _timed(work: Callable[[], T]) -> tuple[T, float]:
    started = time.monotonic()
    return work(), time.monotonic() - started


def in_words(seconds: float) -> str:
    """A duration as a person says it, to the minute where it takes minutes."""
    minutes = round(seconds / 60)
    if minutes < 1:
        return "a minute or less"
    return "1 minute" if minutes == 1 else f"{minutes} minutes"
