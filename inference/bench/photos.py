"""Photos through the engine: one alone in its parts, then many callers, batched and unbatched."""

from __future__ import annotations

import time
from dataclasses import dataclass
from functools import partial
from statistics import median

from inference.bench.pictures import Pictures
from inference.bench.timing import Latency, Load, timed
from inference.bench.traffic import Tally, keep_asking
from inference.engine import Engine
from inference.images import ImageLimits, decode
from inference.recognizer import Recognizer

CALLERS = (1, 4, 16, 64)
_ROUNDS = 4


@dataclass(frozen=True, slots=True)
class Stages:
    """Medians in milliseconds for one photo, nothing else under way.

    `decode`: bytes to the model's input; `model`: network, heads and neighbours; `whole`: through
    the engine; `rest`: what the engine adds; `ratio`: the whole to decode and model.
    """

    photos: int
    decode_ms: float
    model_ms: float
    rest_ms: float
    whole: Latency
    ratio: float


@dataclass(frozen=True, slots=True)
class Batching:
    """The same callers with and without batches; `gain` is the ratio of photos a second."""

    batched: Load
    unbatched: Load
    gain: float


async def measure_stages(
    engine: Engine, recognizer: Recognizer, pictures: Pictures, limits: ImageLimits, photos: int
) -> Stages:
    """Each photo in its parts and then through the engine, so that noise meets both alike."""
    decoding, scoring, whole = [], [], []
    for number in range(-len(pictures.files), photos):
        data = pictures.files[number % len(pictures.files)]
        decode_s, image = timed(partial(decode, data, limits, recognizer.input_side))
        prepare_s, view = timed(partial(recognizer.prepare, image))
        score_s, _ = timed(partial(recognizer.score, [view]))
        start = time.perf_counter()
        await engine.recognize(data)
        whole_s = time.perf_counter() - start
        if number >= 0:  # before that everything warms up
            decoding.append(decode_s + prepare_s)
            scoring.append(score_s)
            whole.append(whole_s)
    decode_ms, model_ms, whole_ms = (1000 * median(part) for part in (decoding, scoring, whole))
    return Stages(
        photos,
        round(decode_ms, 3),
        round(model_ms, 3),
        round(whole_ms - decode_ms - model_ms, 3),
        Latency.of(whole),
        round(whole_ms / (decode_ms + model_ms), 3),
    )


async def measure_batching(
    batched: Engine, unbatched: Engine, pictures: Pictures, callers: int, seconds: float
) -> Batching:
    """`seconds` through an engine that makes batches, and as long through one that does not, in
    turn."""
    tallies = Tally(), Tally()
    both = list(zip((batched, unbatched), tallies, strict=True))
    for _ in range(_ROUNDS):
        both.reverse()  # who begins is by turns the one and the other
        for engine, tally in both:
            ask = partial(ask_about, engine, pictures)
            await keep_asking(ask, callers, tally, seconds=seconds / _ROUNDS)
    with_batches, without = (tally.load(callers) for tally in tallies)
    gain = round(with_batches.per_second / without.per_second, 3)
    return Batching(with_batches, without, gain)


async def ask_about(engine: Engine, pictures: Pictures, number: int) -> None:
    """Have the engine recognise one of the pictures, which are taken in turn."""
    await engine.recognize(pictures.files[number % len(pictures.files)])
