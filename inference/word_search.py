"""Words to places off the event loop: from memory, in other processes, or in a thread."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Protocol, TypeVar

from inference.protocol import Observer
from inference.search.results import SearchResult
from inference.search_cache import SearchCache
from inference.search_pool import Answer, SearchPool

T = TypeVar("T")
_THREADS = 2


class TextSearch(Protocol):
    """What the engine needs of a searcher; see `inference.search.Searcher`."""

    def search(self, text: str, city: str | None = None, k: int = 5) -> SearchResult: ...

    def understood_city(self, text: str) -> str | None: ...


class WordSearch:
    """Searches with a `TextSearch`, and with another when told; what has begun is finished."""

    def __init__(self, text_search: TextSearch, observer: Observer) -> None:
        self._text_search = text_search
        self._observer = observer
        self._found = SearchCache()
        self._pool: SearchPool | None = None
        self._pools: set[asyncio.Task[None]] = set()
        self._threads = ThreadPoolExecutor(_THREADS, thread_name_prefix="search")

    def replace(self, text_search: TextSearch) -> None:
        """Search with this one from now on, in this process."""
        self._text_search = text_search
        self._found = SearchCache()
        self._stop_pools()

    def share(self, pool: SearchPool) -> None:
        """Let processes search too, which find what the `TextSearch` in use finds."""
        self._stop_pools()
        self._pool = pool
        running = asyncio.create_task(pool.run())
        self._pools.add(running)
        running.add_done_callback(self._pools.discard)

    @property
    def processes(self) -> int:
        """How many processes search just now."""
        return 0 if self._pool is None else self._pool.ready

    def known(self, text: str, city: str | None, k: int) -> SearchResult | None:
        """What was found lately."""
        return self._found.get((text, city, k))

    async def search(self, text: str, city: str | None, k: int) -> SearchResult:
        """The places that words describe."""
        found, text_search = self._found, self._text_search
        answer = None if self._pool is None else await self._pool.search(text, city, k)
        if answer is None:
            answer = await self._in_thread(lambda: _search(text_search, text, city, k))
        self._observer.stage("search", answer.seconds)
        found.keep((text, city, k), answer.result)
        return answer.result

    async def understood_city(self, text: str) -> str | None:
        """The city that words name, in any grammatical case."""
        text_search = self._text_search
        return await self._in_thread(lambda: text_search.understood_city(text))

    async def close(self) -> None:
        """Stop the processes, and the threads when they have finished."""
        self._stop_pools()
        await asyncio.gather(*self._pools, return_exceptions=True)
        await asyncio.to_thread(self._threads.shutdown)

    def _stop_pools(self) -> None:
        self._pool = None
        for running in self._pools:
            running.cancel()

    async def _in_thread(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._threads, work)


def _search(text_search: TextSearch, text: str, city: str | None, k: int) -> Answer:
    begun = time.perf_counter()
    result = text_search.search(text, city, k)
    return Answer(result, time.perf_counter() - begun)
