"""Collages told by words: which of two descriptions a model finds to fit a picture better."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PIL import Image

from inference.image_text import ImageTextModel, Vectors

COLLAGE = (
    "a collage of several photos",
    "several different pictures put together in a grid",
    "a photo montage with a frame around each picture",
)
SINGLE = ("a photo", "a single photograph of a place", "a picture of a building")


class ZeroShotCollages:
    """An image-text model that has read the descriptions of collages and of single photos."""

    def __init__(self, model: ImageTextModel, texts: Vectors) -> None:
        self._model = model
        self._texts = texts  # (2, D) unit vectors: of collages, of single photos

    @classmethod
    def load(cls, model: str, device: str) -> ZeroShotCollages:
        """Read a model by its folder or hub name. Raises what ImageTextModel.load raises."""
        loaded = ImageTextModel.load(model, device)
        return cls(loaded, np.stack([_direction(loaded, texts) for texts in (COLLAGE, SINGLE)]))

    def probabilities(self, images: Sequence[Image.Image]) -> list[float]:
        """For each RGB image the probability, in [0, 1], that it is a collage."""
        collage, single = self._model.scale * self._texts @ self._model.embed_photos(images).T
        # Softmax over the two, written so that no exponential overflows.
        return [float(p) for p in 0.5 * (1.0 + np.tanh(0.5 * (collage - single)))]


def _direction(model: ImageTextModel, texts: Sequence[str]) -> Vectors:
    """The mean direction (D,) of texts."""
    mean = model.embed_texts(texts).mean(axis=0)
    direction: Vectors = mean / np.linalg.norm(mean)
    return direction
