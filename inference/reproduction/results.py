"""What the benchmark finds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from inference.evaluation.bootstrap import Estimate
from inference.reproduction.networks import NetworkChoice
from inference.reproduction.plan import Plan


@dataclass(frozen=True, slots=True)
class Sides:
    """What a protocol trains and tests on; the shares are of its test rows.

    `in_train` have their photo among the training rows, `near_train` one of the same scene.
    `unanswerable` rows of names without a training row were left out.
    """

    protocol: str
    train_rows: int
    train_photos: int
    test_rows: int
    test_photos: int
    unanswerable: int
    in_train: float
    near_train: float


class Statistics(StrEnum):
    """Which means and variances the batch norms use when the network is tested."""

    RUNNING = "running"
    RECOMPUTED = "recomputed"


@dataclass(frozen=True, slots=True)
class Result:
    """One row of the table. `statistics` are those of the batch norms.

    `steps` and `seconds` are those of training, None where there was none.
    """

    recipe: str
    protocol: str
    figures: Mapping[str, Estimate]
    statistics: Statistics | None = None
    steps: int | None = None
    seconds: float | None = None


@dataclass(frozen=True, slots=True)
class Curve:
    """The loss of each training step: the sum of the two cross entropies, in nats."""

    recipe: str
    protocol: str
    losses: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Reproduction:
    """Everything that was measured, and what it was measured on."""

    network: NetworkChoice
    plan: Plan
    steps: int
    device: str
    photos: int
    rows: int
    places: int
    names: int
    categories: int
    sides: tuple[Sides, ...]
    results: tuple[Result, ...]
    curves: tuple[Curve, ...]
    embedding_seconds: float
    estimated_seconds: float
    seconds: float
