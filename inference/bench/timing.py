"""Times of many calls, and what is said of them."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import numpy as np

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Latency:
    """Percentiles of how long calls took, in milliseconds."""

    p50_ms: float
    p95_ms: float
    p99_ms: float

    @classmethod
    def of(cls, seconds: Sequence[float]) -> Latency:
        """Raises ValueError where nothing was called."""
        if not seconds:
            raise ValueError("there is no call to tell the time of")
        p50, p95, p99 = (1000 * float(q) for q in np.quantile(seconds, (0.5, 0.95, 0.99)))
        return cls(round(p50, 3), round(p95, 3), round(p99, 3))


@dataclass(frozen=True, slots=True)
class Load:
    """What callers got who asked again as soon as they were answered.

    `core_ms` is how long this process computed for an answer, on all cores together.
    """

    callers: int
    answers: int
    per_second: float
    latency: Latency
    core_ms: float


def timed(task: Callable[[], T]) -> tuple[float, T]:
    """Seconds, and what the task gave."""
    start = time.perf_counter()
    answer = task()
    return time.perf_counter() - start, answer


def resident_mib(process: int | str = "self") -> float | None:
    """Memory that a process holds (RSS); None on systems without /proc."""
    try:
        text = Path(f"/proc/{process}/status").read_text(encoding="ascii", errors="replace")
    except OSError:
        return None
    line = next((line for line in text.splitlines() if line.startswith("VmRSS:")), None)
    return None if line is None else round(int(line.split()[1]) / 1024, 1)
