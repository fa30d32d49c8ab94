"""Callers: some who wait for their answer before they ask again, and more than can be served."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from itertools import count

from inference.bench.timing import Latency, Load
from inference.protocol import BusyError

Ask = Callable[[int], Awaitable[object]]
_TICK = 0.001


@dataclass(slots=True)
class Tally:
    """Seconds that each call took, and over which time they were made."""

    seconds: list[float] = field(default_factory=list)
    wall: float = 0.0
    cpu: float = 0.0

    def load(self, callers: int) -> Load:
        answers = len(self.seconds)
        return Load(
            callers,
            answers,
            round(answers / self.wall, 2),
            Latency.of(self.seconds),
            round(1000 * self.cpu / answers, 3),
        )


async def keep_asking(
    ask: Ask, callers: int, tally: Tally, *, seconds: float = 0.0, questions: int | None = None
) -> None:
    """Every caller asks again when answered: for so many seconds, or so many questions in all.

    `ask` gets the number of the question, counted over all callers.
    """
    numbers = count(len(tally.seconds))
    last = None if questions is None else len(tally.seconds) + questions
    begun, cpu = time.perf_counter(), time.process_time()

    async def call() -> None:
        for number in numbers:
            start = time.perf_counter()
            if number >= last if last is not None else start - begun >= seconds:
                return
            await ask(number)
            tally.seconds.append(time.perf_counter() - start)

    await asyncio.gather(*(call() for _ in range(callers)))
    tally.wall += time.perf_counter() - begun
    tally.cpu += time.process_time() - cpu


@dataclass(frozen=True, slots=True)
class Flood:
    """What came of asking at a fixed rate, whether or not there were answers.

    A refusal is counted from submitting the request until its caller is told. `wall` is in seconds,
    until the last who was accepted had an answer.
    """

    asked: int
    wall: float
    accepted: Sequence[float]
    refused: Sequence[float]


async def flood(ask: Ask, rate: float, seconds: float) -> Flood:
    """Ask `rate` times a second, then wait for those who were accepted."""
    accepted: list[float] = []
    refused: list[float] = []
    begun, asked = time.perf_counter(), 0

    async def call(number: int, submitted: float) -> None:
        try:
            await ask(number)
        except BusyError:
            refused.append(time.perf_counter() - submitted)
        else:
            accepted.append(time.perf_counter() - submitted)

    async with asyncio.TaskGroup() as group:
        while (elapsed := time.perf_counter() - begun) < seconds:
            while asked < elapsed * rate:
                group.create_task(call(asked, time.perf_counter()))
                asked += 1
            await asyncio.sleep(_TICK)
    return Flood(asked, time.perf_counter() - begun, accepted, refused)
