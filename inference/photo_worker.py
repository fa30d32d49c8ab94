"""The one thread that owns the device: it takes whatever photos wait as one batch.

Dynamic batching as in Clipper (Crankshaw et al. 2017), without its delay: nothing waits for a
fuller batch.
"""

from __future__ import annotations

import logging
import queue
import threading
from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import dataclass, replace
from typing import Protocol

import torch
from PIL import Image

from inference.recognition import Recognition

log = logging.getLogger(__name__)


class PhotoModel(Protocol):
    """What the engine needs of a recogniser; see `inference.recognizer.Recognizer`."""

    @property
    def input_side(self) -> int: ...

    @property
    def version(self) -> str: ...

    def prepare(self, image: Image.Image) -> torch.Tensor: ...

    def recognize(
        self, inputs: Sequence[torch.Tensor], cities: Sequence[str | None], k: int = 5
    ) -> list[Recognition]: ...

    def recognize_views(
        self, inputs: Sequence[torch.Tensor], city: str | None = None, k: int = 5
    ) -> Recognition: ...


@dataclass(frozen=True, slots=True)
class View:
    """A photo made ready for a model, and where its file says that it was taken (degrees)."""

    model: PhotoModel
    inputs: torch.Tensor
    position: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class _Job:
    model: PhotoModel
    inputs: Sequence[torch.Tensor]  # the views of one place
    city: str | None
    k: int
    answer: Future[Recognition]


class PhotoWorker:
    """Answers views in the order in which they were put in, at most `max_batch` places at once."""

    def __init__(self, max_batch: int) -> None:
        self._max_batch = max_batch
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._work, name="recognize", daemon=True)
        self._thread.start()

    @property
    def queued(self) -> int:
        return self._jobs.qsize()

    def put(self, views: Sequence[View], city: str | None, k: int) -> Future[Recognition]:
        """Views, one at least, of one place → one answer."""
        # A model may be replaced between two views; it cannot read those made for the one before.
        model = views[-1].model
        inputs = [view.inputs for view in views if view.model is model]
        answer: Future[Recognition] = Future()
        self._jobs.put(_Job(model, inputs, city, k, answer))
        return answer

    def close(self) -> None:
        """Answer what waits, then end the thread."""
        self._jobs.put(None)
        self._thread.join()

    def _work(self) -> None:
        """Take a job and all that wait behind it, answer, repeat."""
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
                jobs = [job for job in batch if job.model is model]
                _answer(model, [job for job in jobs if len(job.inputs) == 1])
                for job in jobs:
                    if len(job.inputs) > 1:
                        _answer_views(job)
            if stop:
                return


def _answer(model: PhotoModel, batch: Sequence[_Job]) -> None:
    """Places of which there is one view each."""
    if not batch:
        return
    try:
        answers = model.recognize(
            [job.inputs[0] for job in batch],
            [job.city for job in batch],
            max(job.k for job in batch),
        )
    except Exception as error:
        if len(batch) == 1:
            batch[0].answer.set_exception(error)
            return
        log.warning("A batch of %d photos failed; taking them one by one.", len(batch))
        for job in batch:
            _answer(model, [job])
        return
    for job, answer in zip(batch, answers, strict=True):
        job.answer.set_result(replace(answer, places=answer.places[: job.k]))


def _answer_views(job: _Job) -> None:
    """Several views of one place are a batch of their own."""
    try:
        job.answer.set_result(job.model.recognize_views(job.inputs, job.city, job.k))
    except Exception as error:
        job.answer.set_exception(error)
