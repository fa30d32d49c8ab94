"""From the bytes of photos to answers: a few threads decode, others recognise (`batching`).

A decoder hands its photo to the device itself: the event loop sees a request come and go, no more.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from concurrent.futures import Future, InvalidStateError, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

from inference.batching import Batcher
from inference.exif import exif_position
from inference.images import ImageLimits, decode
from inference.protocol import DeadlineError, Observer
from inference.recognition import Recognition

if TYPE_CHECKING:
    import torch
    from PIL import Image


class FileReader(Protocol):
    """What makes views of files itself; see `inference.device_decoding.photos.DevicePhotos`."""

    def read(self, data: bytes, limits: ImageLimits) -> torch.Tensor: ...


class PhotoModel(Protocol):
    """What the engine needs of a recogniser; see `inference.recognizer.Recognizer`."""

    @property
    def input_side(self) -> int: ...

    @property
    def version(self) -> str: ...

    @property
    def device_photos(self) -> FileReader | None: ...

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
class Asked:
    """What is asked of one place's photos: its city (None: any), how many guesses, by when."""

    city: str | None = None
    k: int = 5
    deadline: float | None = None  # of `time.monotonic`


@dataclass(frozen=True, slots=True)
class _Job:
    model: PhotoModel
    inputs: Sequence[torch.Tensor]  # the views of one place
    asked: Asked


class PhotoWorker:
    """Answers photos, at most `max_batch` places at once. Tells `observer` what it does.
    `workers` threads put batches together and word the answers; the model sees to it that one has
    the device.

    A photo whose caller goes while it waits for a decoder takes no memory any more: its bytes lie
    in a list that is emptied then.
    """

    def __init__(
        self,
        limits: ImageLimits,
        observer: Observer,
        *,
        queue_size: int,
        max_batch: int,
        step: int,
        decoders: int,
        workers: int,
    ) -> None:
        self._limits = limits
        self._observer = observer
        self._decoders = ThreadPoolExecutor(decoders, thread_name_prefix="decode")
        self._device = Batcher(
            self._recognize,
            max_batch=max_batch,
            step=step,
            queue_size=queue_size,
            threads=workers,
            waited=lambda seconds: observer.stage("wait", seconds),
            name="recognize",
        )

    @property
    def queued(self) -> int:
        """How many decoded photos wait for the device."""
        return self._device.queued

    def view(self, model: PhotoModel, data: bytes, with_position: bool) -> Future[View]:
        """A photo made ready. The future may fail with ImageError."""
        photo = [data]
        view = self._decoders.submit(self._decode, model, photo, with_position)
        view.add_done_callback(lambda _: photo.clear())
        return view

    def recognize(self, model: PhotoModel, data: bytes, asked: Asked) -> Future[Recognition]:
        """A photo's answer. The future may fail with ImageError or DeadlineError."""
        answer: Future[Recognition] = Future()
        photo = [data]
        answer.add_done_callback(lambda _: photo.clear())
        self._decoders.submit(self._decode_and_put, model, photo, asked, answer)
        return answer

    def recognize_views(self, views: Sequence[View], asked: Asked) -> Future[Recognition]:
        """Views, one at least, of one place → one answer."""
        # A model may be replaced between two views; it cannot read those made for the one before.
        model = views[-1].model
        job = _Job(model, [view.inputs for view in views if view.model is model], asked)
        # A batch holds many places of one view, or one place of many.
        group = id(model if len(job.inputs) == 1 else job)
        return self._device.put(job, group=group, deadline=asked.deadline)

    def close(self) -> None:
        """Answer what waits, then end the threads."""
        self._decoders.shutdown()
        self._device.close()

    def _decode(self, model: PhotoModel, photo: list[bytes], with_position: bool) -> View:
        begun = time.perf_counter()
        data = photo.pop()
        reader = model.device_photos
        if reader is None:
            inputs = model.prepare(decode(data, self._limits, model.input_side))
        else:
            inputs = reader.read(data, self._limits)
        # After the decoding, which refuses what is hostile.
        position = exif_position(data) if with_position else None
        self._observer.stage("decode", time.perf_counter() - begun)
        return View(model, inputs, position)

    def _decode_and_put(
        self, model: PhotoModel, photo: list[bytes], asked: Asked, answer: Future[Recognition]
    ) -> None:
        try:
            if not photo:
                return
            if asked.deadline is not None and asked.deadline < time.monotonic():
                raise DeadlineError("The request waited longer than it may.")
            job = _Job(model, [self._decode(model, photo, False).inputs], asked)
            self._device.put(job, group=id(model), deadline=asked.deadline, answer=answer)
        except Exception as error:
            with suppress(InvalidStateError):  # its caller has gone meanwhile
                answer.set_exception(error)

    def _recognize(self, jobs: Sequence[_Job]) -> list[Recognition]:
        begun = time.perf_counter()
        try:
            return _answers(jobs)
        finally:
            self._observer.batch(sum(len(job.inputs) for job in jobs))
            self._observer.stage("model", time.perf_counter() - begun)


def _answers(jobs: Sequence[_Job]) -> list[Recognition]:
    """The answers to places of one view each, or to one place of several."""
    first, model = jobs[0], jobs[0].model
    if len(first.inputs) > 1:
        return [model.recognize_views(first.inputs, first.asked.city, first.asked.k)]
    answers = model.recognize(
        [job.inputs[0] for job in jobs],
        [job.asked.city for job in jobs],
        max(job.asked.k for job in jobs),
    )
    return [
        replace(answer, places=answer.places[: job.asked.k])
        for job, answer in zip(jobs, answers, strict=True)
    ]
