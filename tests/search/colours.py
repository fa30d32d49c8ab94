"""Photos of one colour, and in the place of an image-text model one that knows colours by name."""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from inference.catalogue import Catalogue, Category, Photo, Place

COLOURS = {
    "red": (200, 30, 30),
    "green": (30, 160, 50),
    "blue": (40, 60, 200),
    "yellow": (230, 210, 40),
    "white": (245, 245, 245),
}
WORDS = {"красн": "red", "зелен": "green", "син": "blue", "желт": "yellow", "бел": "white"}
_NAMES = tuple(COLOURS)


class ColourModel:
    """Vectors of colour histograms and of noise, as alike for unrelated things as a CLIP's are.

    A word that names no colour is noise of its own. `looked_at` counts the photos.
    """

    dim = 64
    side = 16

    def __init__(self, name: str = "colours", turned: bool = False) -> None:
        self.name = name
        self.looked_at = 0
        self._turned = turned

    def embed_photos(self, images: Sequence[Image.Image]) -> NDArray[np.float32]:
        self.looked_at += len(images)
        palette = np.array(list(COLOURS.values()))
        rows = []
        for image in images:
            pixels = np.asarray(image.resize((8, 8))).reshape(-1, 1, 3).astype(int)
            nearest = np.abs(pixels - palette).sum(axis=2).argmin(axis=1)
            shares = np.bincount(nearest, minlength=len(COLOURS)) / len(nearest)
            rows.append(self._vector(shares, image.tobytes()))
        return np.array(rows, dtype=np.float32).reshape(-1, self.dim)

    def embed_texts(self, texts: Sequence[str]) -> NDArray[np.float32]:
        rows = []
        for text in texts:
            shares = np.zeros(len(COLOURS))
            for word in text.replace("ё", "е").split():
                named = [name for stem, name in WORDS.items() if word.startswith(stem)]
                for name in (*named, *(name for name in COLOURS if name == word)):
                    shares[_NAMES.index(name)] = 1.0
            rows.append(self._vector(shares, text.encode()))
        return np.array(rows, dtype=np.float32).reshape(-1, self.dim)

    def _vector(self, shares: NDArray[np.float64], seed: bytes) -> NDArray[np.float64]:
        vector = np.random.default_rng(zlib.crc32(seed)).normal(size=self.dim)
        vector /= np.linalg.norm(vector)
        vector[: len(shares)] += 1.5 * shares
        vector = vector[::-1] if self._turned else vector
        unit: NDArray[np.float64] = vector / np.linalg.norm(vector)
        return unit


def save_photo(path: Path, *colours: str) -> Path:
    """A picture of vertical stripes in these colours, with a little noise of its own."""
    pixels = np.zeros((32, 32, 3))
    for part, colour in zip(np.array_split(np.arange(32), len(colours)), colours, strict=True):
        pixels[:, part] = COLOURS[colour]
    pixels += np.random.default_rng(zlib.crc32(path.name.encode())).normal(0, 4, pixels.shape)
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(np.clip(pixels, 0, 255).astype(np.uint8)).save(path)
    return path


def catalogue_of(photos: Mapping[str, Sequence[Photo]]) -> Catalogue:
    """A catalogue of one city whose places are called as their ids, with these photos."""
    places = {i: Place(i, f"Место {i}", "religion", "Владимир") for i in photos}
    category = Category("religion", "Религия", "Religion", "⛪")
    own = {i: tuple(given) for i, given in photos.items() if given}
    return Catalogue(places, {"religion": category}, {}, own)


def coloured(folder: Path, **places: Sequence[str]) -> Catalogue:
    """Places with a photo for each string of colours: `a=["red", "green white"]`."""
    return catalogue_of(
        {
            place: [
                Photo(place, save_photo(folder / f"{place}-{i}.png", *colours.split()))
                for i, colours in enumerate(photos)
            ]
            for place, photos in places.items()
        }
    )
