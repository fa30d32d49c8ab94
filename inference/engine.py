"""The async face of the models: photos and words in, answers out, never on the event loop.

Photos are decoded by a few threads; one worker thread owns the device (`photo_worker`).
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Protocol

from inference.exif import exif_position
from inference.images import ImageLimits, decode
from inference.photo_worker import PhotoModel, PhotoWorker, View
from inference.recognition import Recognition
from inference.search import SearchResult

__all__ = ["BusyError", "ClosedError", "Engine", "PhotoModel", "TextSearch", "View"]


class TextSearch(Protocol):
    """What the engine needs of a searcher; see `inference.search.Searcher`."""

    def search(self, text: str, city: str | None = None, k: int = 5) -> SearchResult: ...

    def understood_city(self, text: str) -> str | None: ...


class BusyError(Exception):
    """As many requests wait as may wait; try again in a moment."""


class ClosedError(Exception):
    """The engine has been closed."""


class Engine:
    """Answers photos and queries. Use as `async with Engine(...) as engine`, or call `close`."""

    def __init__(
        self,
        photo_model: PhotoModel,
        text_search: TextSearch,
        limits: ImageLimits | None = None,
        *,
        queue_size: int = 64,
        max_batch: int = 16,
        decoders: int = 2,
    ) -> None:
        self._photo_model = photo_model
        self._text_search = text_search
        self._limits = limits or ImageLimits()
        self._queue_size = queue_size
        self._waiting = 0
        self._closed = False
        self._idle: asyncio.Event | None = None
        self._decoders = ThreadPoolExecutor(decoders, thread_name_prefix="decode")
        self._searchers = ThreadPoolExecutor(2, thread_name_prefix="search")
        self._worker = PhotoWorker(max_batch)

    def replace(self, photo_model: PhotoModel, text_search: TextSearch) -> None:
        """Answer with these from now on; what has begun is finished by those before."""
        self._photo_model, self._text_search = photo_model, text_search

    @property
    def queue_size(self) -> int:
        """How many requests may wait."""
        return self._queue_size

    @property
    def queued(self) -> int:
        """How many decoded photos wait for the device."""
        return self._worker.queued

    @property
    def model_version(self) -> str:
        """Which model answers photos now."""
        return self._photo_model.version

    async def recognize(self, data: bytes, city: str | None = None, k: int = 5) -> Recognition:
        """What a photo shows. Raises ImageError for a bad file and BusyError when too many wait."""
        with self._place_in_queue():
            view = await self._view(data, False)
            return await asyncio.wrap_future(self._worker.put([view], city, k))

    async def view(self, data: bytes, with_position: bool = False) -> View:
        """Make a photo ready, small enough to keep while others of the same place are fetched.

        Its position is read only when asked for. Raises ImageError for a bad file and BusyError.
        """
        with self._place_in_queue():
            return await self._view(data, with_position)

    async def recognize_views(
        self, views: Sequence[View], city: str | None = None, k: int = 5
    ) -> Recognition:
        """One answer for several photos, one at least, of one place. Raises BusyError."""
        with self._place_in_queue():
            return await asyncio.wrap_future(self._worker.put(views, city, k))

    async def _view(self, data: bytes, with_position: bool) -> View:
        loop = asyncio.get_running_loop()
        model = self._photo_model
        return await loop.run_in_executor(self._decoders, self._decode, model, data, with_position)

    async def understood_city(self, text: str) -> str | None:
        """The city that words name, in any grammatical case. Raises BusyError."""
        with self._place_in_queue():
            loop = asyncio.get_running_loop()
            return await loop.run_in_executor(
                self._searchers, self._text_search.understood_city, text
            )

    async def search(self, text: str, city: str | None = None, k: int = 5) -> SearchResult:
        """The places that words describe. Raises BusyError when too many requests wait."""
        with self._place_in_queue():
            loop = asyncio.get_running_loop()
            return await loop.run_in_executor(
                self._searchers, self._text_search.search, text, city, k
            )

    async def close(self) -> None:
        """Answer what waits, then stop the threads."""
        self._closed = True
        # A photo that is being decoded has not joined the queue yet, so the callers are counted.
        if self._waiting:
            self._idle = asyncio.Event()
            await self._idle.wait()
        await asyncio.to_thread(self._decoders.shutdown)
        await asyncio.to_thread(self._searchers.shutdown)
        await asyncio.to_thread(self._worker.close)

    async def __aenter__(self) -> Engine:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    @contextmanager
    def _place_in_queue(self) -> Iterator[None]:
        if self._closed:
            raise ClosedError("The engine has been closed.")
        if self._waiting >= self._queue_size:
            raise BusyError(f"{self._waiting} requests wait already; try again in a moment.")
        self._waiting += 1
        try:
            yield
        finally:
            self._waiting -= 1
            if self._idle is not None and self._waiting == 0:
                self._idle.set()

    def _decode(self, model: PhotoModel, data: bytes, with_position: bool) -> View:
        inputs = model.prepare(decode(data, self._limits, model.input_side))
        # After the decoding, which refuses what is hostile.
        return View(model, inputs, exif_position(data) if with_position else None)
