"""The async face of the models: photos and words in, answers out, never on the event loop.

Photos are decoded by a few threads; one worker thread owns the device and takes whatever waits as
one batch (dynamic batching as in Clipper, Crankshaw et al. 2017, without its delay: nothing waits
for a fuller batch).
"""

from __future__ import annotations

import asyncio
import logging
import queue
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Protocol

import torch
from PIL import Image

from inference.images import ImageLimits, decode
from inference.recognition import Recognition
from inference.search import SearchResult

log = logging.getLogger(__name__)


class PhotoModel(Protocol):
    """What the engine needs of a recogniser; see `inference.recognizer.Recognizer`."""

    @property
    def input_side(self) -> int: ...

    def prepare(self, image: Image.Image) -> torch.Tensor: ...

    def recognize(
        self, inputs: Sequence[torch.Tensor], cities: Sequence[str | None], k: int = 5
    ) -> list[Recognition]: ...


class TextSearch(Protocol):
    """What the engine needs of a searcher; see `inference.search.Searcher`."""

    def search(self, text: str, city: str | None = None, k: int = 5) -> SearchResult: ...


class BusyError(Exception):
    """As many requests wait as may wait; try again in a moment."""


class ClosedError(Exception):
    """The engine has been closed."""


@dataclass(frozen=True, slots=True)
class _Job:
    model: PhotoModel
    inputs: torch.Tensor
    city: str | None
    k: int
    answer: Future[Recognition]


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
        self._max_batch = max_batch
        self._waiting = 0
        self._closed = False
        self._idle: asyncio.Event | None = None
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._decoders = ThreadPoolExecutor(decoders, thread_name_prefix="decode")
        self._searchers = ThreadPoolExecutor(2, thread_name_prefix="search")
        self._worker = threading.Thread(target=self._work, name="recognize", daemon=True)
        self._worker.start()

    def replace(self, photo_model: PhotoModel, text_search: TextSearch) -> None:
        """Answer with these from now on; what has begun is finished by those before."""
        self._photo_model, self._text_search = photo_model, text_search

    @property
    def queued(self) -> int:
        """How many decoded photos wait for the device."""
        return self._jobs.qsize()

    async def recognize(self, data: bytes, city: str | None = None, k: int = 5) -> Recognition:
        """What a photo shows. Raises ImageError for a bad file and BusyError when too many wait."""
        with self._place_in_queue():
            loop = asyncio.get_running_loop()
            model = self._photo_model
            inputs = await loop.run_in_executor(self._decoders, self._decode, model, data)
            answer: Future[Recognition] = Future()
            self._jobs.put(_Job(model, inputs, city, k, answer))
            return await asyncio.wrap_future(answer)

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
        self._jobs.put(None)
        await asyncio.to_thread(self._worker.join)

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

    def _decode(self, model: PhotoModel, data: bytes) -> torch.Tensor:
        return model.prepare(decode(data, self._limits, model.input_side))

    def _work(self) -> None:
        """The worker thread: take a job and all that wait behind it, answer, repeat."""
        while (job := self._jobs.get()) is not None:
            batch = [job]
            stop = False
            while len(batch) < self._max_batch and not self._jobs.empty():
                following = self._jobs.get()
                if following is None:
                    stop = True
                    break
                batch.append(following)
            # A future that was cancelled belongs to a caller who has gone.
            batch = [job for job in batch if job.answer.set_running_or_notify_cancel()]
            # One batch a model: it may have been replaced while photos were waiting.
            for model in {id(job.model): job.model for job in batch}.values():
                self._answer(model, [job for job in batch if job.model is model])
            if stop:
                return

    def _answer(self, model: PhotoModel, batch: Sequence[_Job]) -> None:
        try:
            answers = model.recognize(
                [job.inputs for job in batch],
                [job.city for job in batch],
                max(job.k for job in batch),
            )
        except Exception as error:
            if len(batch) == 1:
                batch[0].answer.set_exception(error)
                return
            log.warning("A batch of %d photos failed; taking them one by one.", len(batch))
            for job in batch:
                self._answer(model, [job])
            return
        for job, answer in zip(batch, answers, strict=True):
            job.answer.set_result(_first(answer, job.k))


def _first(answer: Recognition, k: int) -> Recognition:
    return replace(answer, places=answer.places[:k])
