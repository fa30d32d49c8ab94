"""The async face of the models: photos and words in, answers out, never on the event loop."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from inference.cores import available_cores
from inference.images import ImageLimits
from inference.photo_worker import Asked, PhotoModel, PhotoWorker, View
from inference.protocol import BusyError, ClosedError, DeadlineError, Observer, Stage
from inference.recognition import Recognition
from inference.search.results import SearchResult
from inference.search_pool import SearchPool
from inference.word_search import TextSearch, WordSearch

__all__ = [
    "BusyError",
    "ClosedError",
    "DeadlineError",
    "Engine",
    "PhotoModel",
    "TextSearch",
    "View",
]


class _Nobody:
    """An observer who does nothing."""

    def stage(self, stage: Stage, seconds: float) -> None: ...

    def batch(self, size: int) -> None: ...

    def refused(self) -> None: ...


class Engine:
    """Answers photos and queries. Use as `async with Engine(...) as engine`, or call `close`.

    A photo that has waited `deadline_seconds` is not begun, and raises DeadlineError. As many
    threads decode as `decoders` says, or one a core. With several `workers` the model is called by
    as many threads; `step` is as `Batcher` takes it. All is to be called from one event loop.
    """

    def __init__(
        self,
        photo_model: PhotoModel,
        text_search: TextSearch,
        limits: ImageLimits | None = None,
        *,
        queue_size: int = 64,
        max_batch: int = 16,
        step: int = 1,
        deadline_seconds: float | None = None,
        decoders: int | None = None,
        workers: int = 1,
        observer: Observer | None = None,
    ) -> None:
        self._photo_model = photo_model
        self._queue_size = queue_size
        self._deadline_seconds = deadline_seconds
        self._observer: Observer = observer or _Nobody()
        self._waiting = 0
        self._closed = False
        self._idle: asyncio.Event | None = None
        self._words = WordSearch(text_search, self._observer)
        self._photos = PhotoWorker(
            limits or ImageLimits(),
            self._observer,
            queue_size=queue_size,
            max_batch=max_batch,
            step=step,
            decoders=decoders or available_cores(),
            workers=workers,
        )

    def replace(self, photo_model: PhotoModel, text_search: TextSearch) -> None:
        """Answer with these from now on; what has begun is finished by those before."""
        self._photo_model = photo_model
        self._words.replace(text_search)

    def share_search(self, pool: SearchPool) -> None:
        """Let the processes of a pool search too, until another search replaces this one."""
        self._words.share(pool)

    @property
    def search_processes(self) -> int:
        """How many processes of a pool search too, just now."""
        return self._words.processes

    @property
    def queue_size(self) -> int:
        """How many requests may wait."""
        return self._queue_size

    @property
    def queued(self) -> int:
        """How many decoded photos wait for the device."""
        return self._photos.queued

    @property
    def model_version(self) -> str:
        """Which model answers photos now."""
        return self._photo_model.version

    async def recognize(self, data: bytes, city: str | None = None, k: int = 5) -> Recognition:
        """What a photo shows. Raises ImageError for a bad file, BusyError and DeadlineError."""
        with self._place_in_queue():
            asked = Asked(city, k, self._deadline())
            return await asyncio.wrap_future(self._photos.recognize(self._photo_model, data, asked))

    async def view(self, data: bytes, with_position: bool = False) -> View:
        """Make a photo ready, small enough to keep while others of the same place are fetched.

        Its position is read only when asked for. Raises ImageError for a bad file and BusyError.
        """
        with self._place_in_queue():
            return await asyncio.wrap_future(
                self._photos.view(self._photo_model, data, with_position)
            )

    async def recognize_views(
        self, views: Sequence[View], city: str | None = None, k: int = 5
    ) -> Recognition:
        """One answer for several photos, one at least, of one place.

        Raises BusyError and DeadlineError.
        """
        with self._place_in_queue():
            asked = Asked(city, k, self._deadline())
            return await asyncio.wrap_future(self._photos.recognize_views(views, asked))

    async def understood_city(self, text: str) -> str | None:
        """The city that words name, in any grammatical case. Raises BusyError."""
        with self._place_in_queue():
            return await self._words.understood_city(text)

    async def search(self, text: str, city: str | None = None, k: int = 5) -> SearchResult:
        """The places that words describe. Raises BusyError when too many requests wait.

        What was asked lately is answered at once, busy or not.
        """
        known = self._words.known(text, city, k)
        if known is not None and not self._closed:
            return known
        with self._place_in_queue():
            return await self._words.search(text, city, k)

    async def close(self) -> None:
        """Answer what waits, then stop the threads."""
        self._closed = True
        # A photo that is being decoded has not joined the queue yet, so the callers are counted.
        if self._waiting:
            self._idle = asyncio.Event()
            await self._idle.wait()
        await self._words.close()
        await asyncio.to_thread(self._photos.close)

    async def __aenter__(self) -> Engine:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    @contextmanager
    def _place_in_queue(self) -> Iterator[None]:
        if self._closed:
            raise ClosedError("The engine has been closed.")
        if self._waiting >= self._queue_size:
            self._observer.refused()
            raise BusyError(f"{self._waiting} requests wait already; try again in a moment.")
        self._waiting += 1
        try:
            yield
        finally:
            self._waiting -= 1
            if self._idle is not None and self._waiting == 0:
                self._idle.set()

    def _deadline(self) -> float | None:
        seconds = self._deadline_seconds
        return None if seconds is None else time.monotonic() + seconds
