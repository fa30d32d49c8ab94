"""Counts what happens, in memory, and writes it down every few seconds: no answer waits for it."""

from __future__ import annotations

import asyncio
import logging
import math
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from sqlalchemy.exc import SQLAlchemyError

log = logging.getLogger(__name__)

PAUSE = 2.0
STEPS_A_DOUBLING = 10  # durations are told apart by 7 %


@dataclass
class Counted:
    """What is not yet written down."""

    visitors: dict[int, date] = field(default_factory=dict)
    tallies: Counter[tuple[date, str]] = field(default_factory=Counter)
    durations: Counter[tuple[date, str, int]] = field(default_factory=Counter)

    def __bool__(self) -> bool:
        return bool(self.visitors or self.tallies or self.durations)

    def add(self, other: Counted) -> None:
        self.visitors |= other.visitors
        self.tallies.update(other.tallies)
        self.durations.update(other.durations)


class Counting:
    """Begins to write, with `write`, a moment after something was counted."""

    def __init__(self, write: Callable[[Counted], Awaitable[None]]) -> None:
        self._write = write
        self._counted = Counted()
        self._writing = asyncio.Lock()
        self._later: asyncio.Task[None] | None = None

    def count(
        self, event: str, user_id: int | None, milliseconds: float | None, times: int = 1
    ) -> None:
        day = today()
        self._counted.tallies[day, event] += times
        if milliseconds is not None:
            self._counted.durations[day, event, step_of(milliseconds)] += 1
        if user_id is not None:
            self._counted.visitors[user_id] = day
        self._begin()

    def visited(self, user_id: int) -> None:
        self._counted.visitors[user_id] = today()
        self._begin()

    def _begin(self) -> None:
        if self._later is None or self._later.done():
            self._later = asyncio.create_task(self._write_later())

    async def write(self) -> None:
        """Write down what was counted; what fails is tried again with what is counted next."""
        async with self._writing:
            counted, self._counted = self._counted, Counted()
            if not counted:
                return
            try:
                await self._write(counted)
            except SQLAlchemyError:
                log.exception("The statistics could not be written down.")
                counted.add(self._counted)
                self._counted = counted

    async def forget(self, user_id: int) -> None:
        """Drop a visitor who is not yet written down."""
        async with self._writing:
            self._counted.visitors.pop(user_id, None)

    async def close(self) -> None:
        if self._later is not None:
            self._later.cancel()
            with suppress(asyncio.CancelledError):
                await self._later
        await self.write()

    async def _write_later(self) -> None:
        await asyncio.sleep(PAUSE)
        # Cancelled while it writes, it would have forgotten what it had taken.
        await asyncio.shield(self.write())


def today() -> date:
    return datetime.now(UTC).date()


def step_of(milliseconds: float) -> int:
    return round(math.log2(max(milliseconds, 1)) * STEPS_A_DOUBLING)


def percentile(steps: Counter[int], share: float) -> float:
    """The milliseconds that a share, in (0, 1], of the durations took at most."""
    wanted = math.ceil(steps.total() * share)
    return next(2 ** (step / STEPS_A_DOUBLING) for step, seen in _running(steps) if seen >= wanted)


def _running(steps: Counter[int]) -> Iterator[tuple[int, int]]:
    seen = 0
    for step in sorted(steps):
        seen += steps[step]
        yield step, seen
