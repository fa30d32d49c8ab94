"""Ten times as many photos as the engine can answer: who is accepted, and who is told at once."""

from __future__ import annotations

import gc
from dataclasses import dataclass
from functools import partial

from inference.bench.photos import ask_about
from inference.bench.pictures import Pictures
from inference.bench.timing import Latency, resident_mib
from inference.bench.traffic import Tally, flood, keep_asking
from inference.engine import Engine

TIMES = 10


@dataclass(frozen=True, slots=True)
class Overload:
    """`calm`: every place of the queue taken and nobody refused; `accepted`: under overload.

    `refused` is how long a caller waited to be told that the engine is busy, None where none was.
    Memory is the process's own, in MiB, before, after, and after as much again.
    """

    capacity_per_second: float
    asked_per_second: float
    answered_per_second: float
    asked: int
    answered: int
    calm: Latency
    accepted: Latency
    refused: Latency | None
    memory_mib: tuple[float | None, float | None, float | None]


async def measure_overload(engine: Engine, pictures: Pictures, seconds: float) -> Overload:
    """Twice `seconds` of overload, after as long with the queue just full."""
    ask = partial(ask_about, engine, pictures)
    tally = Tally()
    await keep_asking(ask, engine.queue_size, tally, seconds=seconds)
    calm = tally.load(engine.queue_size)
    memory = [_memory()]
    floods = []
    for _ in range(2):
        floods.append(await flood(ask, TIMES * calm.per_second, seconds))
        memory.append(_memory())
    accepted = [time for one in floods for time in one.accepted]
    refused = [time for one in floods for time in one.refused]
    asked = sum(one.asked for one in floods)
    return Overload(
        calm.per_second,
        round(asked / (2 * seconds), 1),
        round(len(accepted) / sum(one.wall for one in floods), 2),
        asked,
        len(accepted),
        calm.latency,
        Latency.of(accepted),
        Latency.of(refused) if refused else None,
        (memory[0], memory[1], memory[2]),
    )


def _memory() -> float | None:
    gc.collect()
    return resident_mib()
