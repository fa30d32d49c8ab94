"""A model that waits at a gate, so that a test can see the service while it is asked."""

from __future__ import annotations

import threading
from collections.abc import Sequence

import torch
from PIL import Image

from inference.recognition import Recognition
from inference.recognizer import Recognizer


class GatedModel:
    """As the recogniser given, but no photo passes while the gate is closed."""

    def __init__(self, recognizer: Recognizer) -> None:
        self._recognizer = recognizer
        self.input_side = recognizer.input_side
        self.version = recognizer.version
        self.device_photos = recognizer.device_photos
        self.gate = threading.Event()
        self.answered = 0
        self.at_gate = False
        self.fails = False

    def prepare(self, image: Image.Image) -> torch.Tensor:
        return self._recognizer.prepare(image)

    def recognize(
        self, inputs: Sequence[torch.Tensor], cities: Sequence[str | None], k: int = 5
    ) -> list[Recognition]:
        self.at_gate = True
        self.gate.wait(20)
        self.at_gate = False
        if self.fails:
            raise RuntimeError("a secret of the model")
        self.answered += len(inputs)
        return self._recognizer.recognize(inputs, cities, k)

    def recognize_views(
        self, inputs: Sequence[torch.Tensor], city: str | None = None, k: int = 5
    ) -> Recognition:
        return self._recognizer.recognize_views(inputs, city, k)
