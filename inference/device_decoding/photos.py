"""Files → views, with JPEGs unpacked on the device in batches of what waits.

No thread of its own: of the threads that wait with a JPEG, one at a time does the work of all (flat
combining, Hendler et al. 2010, "Flat combining and the synchronization-parallelism tradeoff"). A
JPEG that comes alone waits for nobody.
"""

from __future__ import annotations

import logging
import threading
from collections import deque
from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field

import torch
from torch import Tensor

from inference.backbones.spec import BackboneSpec
from inference.cores import available_cores
from inference.device_decoding.base import JpegDecoder
from inference.device_decoding.plain import is_plain
from inference.device_decoding.views import device_views
from inference.images import CheckedPhoto, ImageLimits, check
from inference.preprocessing import make_views
from inference.unpacking import orientation

log = logging.getLogger(__name__)

FILES_AT_ONCE = 32
# With three bytes a pixel, and twelve more for one photo at a time: 0.6 GB on the device at most,
# where 40 million pixels are taken.
PIXELS_AT_ONCE = 32_000_000


@dataclass(frozen=True, slots=True)
class _Asked:
    photo: CheckedPhoto
    orientation: object
    views: Future[Tensor | None] = field(default_factory=Future)

    @property
    def pixels(self) -> int:
        return self.photo.size[0] * self.photo.size[1]


class DevicePhotos:
    """Makes the views that a backbone looks at. To be called by up to `readers` threads.

    What is no plain JPEG, or is refused by the decoder, Pillow unpacks, in so many threads as there
    are cores; its views lie on the CPU, those of the decoder on its device.
    """

    readers = FILES_AT_ONCE + available_cores()

    def __init__(
        self,
        decoder: JpegDecoder,
        spec: BackboneSpec,
        *,
        files_at_once: int = FILES_AT_ONCE,
        pixels_at_once: int = PIXELS_AT_ONCE,
    ) -> None:
        self._decoder, self._spec = decoder, spec
        self._files_at_once, self._pixels_at_once = files_at_once, pixels_at_once
        self._waiting: deque[_Asked] = deque()
        self._device, self._cores = threading.Lock(), threading.Semaphore(available_cores())
        # Its own stream: the network computes meanwhile.
        on_gpu = decoder.device.type == "cuda"
        self._stream = torch.cuda.Stream(decoder.device) if on_gpu else None  # type: ignore[no-untyped-call]  # untyped torch

    @property
    def queued(self) -> int:
        """How many JPEGs wait for the device, those aside that are being decoded."""
        return len(self._waiting)

    def read(self, data: bytes, limits: ImageLimits) -> Tensor:
        """A file → its views, uint8 (V, 3, S, S). Raises ImageError, as `decode` does."""
        photo = check(data, limits, self._spec.input_side)
        views = self._on_device(photo) if is_plain(photo, limits) else None
        if views is not None:
            return views
        with self._cores:
            return make_views(photo.load(), self._spec.view_side, cropped=self._spec.looks > 1)

    def _on_device(self, photo: CheckedPhoto) -> Tensor | None:
        """The views of a plain JPEG, None where the device refuses it."""
        asked = _Asked(photo, orientation(photo.image))
        self._waiting.append(asked)
        with self._device:
            while not asked.views.done():  # another thread may have done it meanwhile
                self._answer(self._next())
        return asked.views.result()

    def _next(self) -> list[_Asked]:
        """The oldest that wait, as many as may be unpacked at once and one at least."""
        batch = [self._waiting.popleft()]
        pixels = batch[0].pixels
        while self._waiting and len(batch) < self._files_at_once:
            pixels += self._waiting[0].pixels
            if pixels > self._pixels_at_once:
                break
            batch.append(self._waiting.popleft())
        return batch

    def _answer(self, batch: Sequence[_Asked]) -> None:
        try:
            with torch.inference_mode(), torch.cuda.stream(self._stream):
                views = self._views(batch)
                if self._stream is not None:
                    self._stream.synchronize()
        except Exception as error:
            for asked in batch:
                asked.views.set_exception(error)
            return
        for asked, made in zip(batch, views, strict=True):
            asked.views.set_result(made)

    def _views(self, batch: Sequence[_Asked]) -> list[Tensor | None]:
        """None for each that the device refuses, which halving the batch finds out."""
        try:
            decoded = self._decoder.decode([asked.photo.data for asked in batch])
            return [self._view(*one) for one in zip(batch, decoded, strict=True)]
        except RuntimeError as error:
            if len(batch) == 1:
                log.info("The device does not decode a JPEG, Pillow has to: %s", error)
                return [None]
        half = len(batch) // 2
        return [*self._views(batch[:half]), *self._views(batch[half:])]

    def _view(self, asked: _Asked, pixels: Tensor) -> Tensor:
        width, height = asked.photo.size
        if pixels.shape != (3, height, width) or pixels.dtype != torch.uint8:
            raise RuntimeError(f"{tuple(pixels.shape)} is not what the header says")
        spec = self._spec
        return device_views(
            pixels,
            spec.view_side,
            spec.input_side,
            cropped=spec.looks > 1,
            orientation=asked.orientation,
        )
