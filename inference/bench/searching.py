"""Search by words at the catalogue's size and beyond, one query alone and many callers."""

from __future__ import annotations

import asyncio
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
from inference.search_pool import SearchPool

CALLERS = 16
_DIM = 512
_PATIENCE, _LOOK = 60.0, 0.05  # seconds


@dataclass(frozen=True, slots=True)
class Searching:
    """`alone`: one query after another, without the engine. Then 16 callers through the engine:
    `cold`, every query for the first time, and `warm`, the same once more. `shared` is as `cold`
    where so many other `processes` search too; its `core_ms` leaves out what these compute.
    """

    places: int
    build_s: float | None
    alone: Latency
    cold: Load
    warm: Load
    processes: int = 0
    shared: Load | None = None


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
    asked, of_engine, last = _queries(catalogue, queries)
    searcher.search(last)
    alone = [timed(partial(searcher.search, text))[0] for text in asked]
    cold, warm = [await _keep_asking(engine, of_engine) for _ in range(2)]
    return Searching(len(catalogue.places), build_s, Latency.of(alone), cold, warm)


async def measure_pool(
    engine: Engine, pool: SearchPool, catalogue: Catalogue, queries: int
) -> Load:
    """What `measure_search` asks the engine for the first time, while a pool searches too."""
    async with asyncio.timeout(_PATIENCE):
        while not pool.is_complete:  # noqa: ASYNC110  # no event tells
            await asyncio.sleep(_LOOK)
    _, of_engine, _ = _queries(catalogue, queries)
    return await _keep_asking(engine, of_engine)


def _queries(catalogue: Catalogue, queries: int) -> tuple[list[str], list[str], str]:
    """The queries for the searcher alone, those for the engine, and one more."""
    asked = list(dict.fromkeys(text for _, text in synthetic_queries(catalogue, queries)))
    half = len(asked) // 2
    return asked[:half], asked[half:-1], asked[-1]


async def _keep_asking(engine: Engine, queries: Sequence[str]) -> Load:
    """Every query once."""
    tally = Tally()
    await keep_asking(partial(_ask, engine, queries), CALLERS, tally, questions=len(queries))
    return tally.load(CALLERS)


async def _ask(engine: Engine, queries: Sequence[str], number: int) -> None:
    await engine.search(queries[number % len(queries)])
