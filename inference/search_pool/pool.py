"""Processes that search, and which of them is asked."""

from __future__ import annotations

import asyncio
import logging

from inference.catalogue import Catalogue
from inference.search_pool.lines import Answer, Question, answer_of, line_of
from inference.search_pool.process import SearchProcess
from inference.search_pool.source import SearchSource

log = logging.getLogger(__name__)

_PAUSE, _LONGEST_PAUSE = 1.0, 60.0  # seconds before another process takes the place of one


class SearchPool:
    """Asks that process which has the least to do.

    `run` keeps so many `processes` going. `search` answers None while there is none, or where one
    cannot answer: whoever asks has a searcher too.
    """

    def __init__(self, source: SearchSource, catalogue: Catalogue, processes: int) -> None:
        """The places and photos of the answers are the catalogue's."""
        self._source, self._catalogue = source, catalogue
        self.processes = processes
        self._ready: list[SearchProcess] = []

    @property
    def ready(self) -> int:
        """How many processes answer now."""
        return len(self._ready)

    @property
    def is_complete(self) -> bool:
        return self.ready == self.processes

    async def run(self) -> None:
        """Start processes, and others for those that end, until cancelled."""
        async with asyncio.TaskGroup() as group:
            for _ in range(self.processes):
                group.create_task(self._keep_one())

    async def search(self, text: str, city: str | None, k: int) -> Answer | None:
        if not self._ready:
            return None
        question = Question(text, city, k)
        line = await min(self._ready, key=SearchProcess.waiting).ask(line_of(question))
        return None if line is None else answer_of(line, question, self._catalogue)

    async def _keep_one(self) -> None:
        pause = _PAUSE
        while True:
            if await self._run_one():
                pause = _PAUSE
            log.warning("A process for searching ended; in %.0f s another one is started.", pause)
            await asyncio.sleep(pause)
            pause = min(2 * pause, _LONGEST_PAUSE)

    async def _run_one(self) -> bool:
        """Start a process and use it until it ends. False where it could not be used."""
        source = self._source
        try:
            process = await SearchProcess.start(source.catalogue, source.encoder, source.index)
        except OSError as error:
            log.warning("No process for searching can be started: %s", error.strerror)
            return False
        try:
            # Files that have changed meanwhile make another one, which will be of use after a swap.
            if await process.first_line() != line_of(source.digest):
                return False
            self._ready.append(process)
            await process.listen()
            return True
        finally:
            if process in self._ready:
                self._ready.remove(process)
            await process.end()
