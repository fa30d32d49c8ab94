"""Search by words at the catalogue's size and beyond, one query alone and many callers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from inference.bench.synthetic import RandomEncoder, synthetic_catalogue, synthetic_queries
from inference.bench.timing import Latency, Load, timed
from inference.bench.traffic import Tally, keep_asking
from inference.catalogue import Catalogue
from inference.engine import Engine
from inference.search import Searcher

CALLERS = 16
_DIM = 512


@dataclass(frozen=True, slots=True)
class Searching:
    """`alone`: one query after another, without the engine. Then 16 callers through the engine:
    `cold`, every query for the first time, and `warm`, the same once more."""

    places: int
    build_s: float | None
    alone: Latency
    cold: Load
    warm: Load


def make_searcher(places: int, folder: Path) -> tuple[float, Searcher, Catalogue]:
    """Seconds, and a search over so many generated places with random vectors of 512 numbers.

    The folder keeps the index; 1,000,000 places need 1.4 GB there and 3 GB of memory.
    """
    catalogue = synthetic_catalogue(places)
    seconds, searcher = timed(partial(Searcher.open, catalogue, RandomEncoder(_DIM), folder))
    return round(seconds, 1), searcher, catalogue


async def measure_search(
    engine: Engine,
    searcher: Searcher,
    catalogue: Catalogue,
    queries: int,
    build_s: float | None = None,
) -> Searching:
    """Ask so many queries made from the catalogue's names, half of them of the searcher alone.

    The engine searches with `searcher`.
    """
    asked = list(dict.fromkeys(text for _, text in synthetic_queries(catalogue, queries)))
    half = len(asked) // 2
    searcher.search(asked[-1])
    alone = [timed(partial(searcher.search, text))[0] for text in asked[:half]]
    ask = partial(_ask, engine, asked[half:-1])
    cold, warm = Tally(), Tally()
    for tally in (cold, warm):
        await keep_asking(ask, CALLERS, tally, questions=len(asked) - half - 1)
    return Searching(
        len(catalogue.places), build_s, Latency.of(alone), cold.load(CALLERS), warm.load(CALLERS)
    )


async def _ask(engine: Engine, queries: Sequence[str], number: int) -> None:
    await engine.search(queries[number % len(queries)])
