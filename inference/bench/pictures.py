"""The photos that are asked about: a folder's, or pictures made up where no photo may lie."""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image

from inference.errors import UserError

_SUFFIXES = {".jpg", ".jpeg"}
# What phones and messengers send: Telegram's largest size has 1280 pixels on its longer side.
_SIZES = ((1280, 960), (960, 1280), (1280, 853), (1024, 768))
_OCTAVES = (256, 128, 64, 32, 16, 8, 4, 2)


class PicturesError(UserError):
    """A folder has no photos that can be used."""


@dataclass(frozen=True, slots=True)
class Pictures:
    """JPEG files, and what they are."""

    source: str
    files: tuple[bytes, ...]

    @property
    def mean_kib(self) -> float:
        return sum(map(len, self.files)) / len(self.files) / 1024


def read_pictures(folder: Path, most: int) -> Pictures:
    """At most `most` of the JPEG files in a folder and those below it, evenly taken in order.

    Raises PicturesError where there is none.
    """
    if not folder.is_dir():
        raise PicturesError(f"{folder} is not a folder; name one that holds JPEG files.")
    paths = sorted(path for path in folder.rglob("*") if path.suffix.lower() in _SUFFIXES)
    if not paths:
        raise PicturesError(f"{folder} holds no JPEG file (.jpg or .jpeg).")
    step = max(len(paths) // most, 1)
    return Pictures(str(folder), tuple(path.read_bytes() for path in paths[::step][:most]))


def made_up_pictures(count: int) -> Pictures:
    """Pictures with as much detail at every scale as photos have, of the sizes that phones send."""
    return Pictures(
        "generated", tuple(_made_up(*_SIZES[i % len(_SIZES)], seed=i) for i in range(count))
    )


def _made_up(width: int, height: int, seed: int) -> bytes:
    """Noise whose amplitude falls with its frequency, as in photos (Field 1987)."""
    random = np.random.default_rng(seed)
    pixels = np.zeros((height, width, 3), dtype=np.float32)
    for scale in _OCTAVES:
        grid = random.integers(0, 256, (height // scale + 2, width // scale + 2, 3), dtype=np.uint8)
        layer = Image.fromarray(grid).resize((width, height), Image.Resampling.BICUBIC)
        pixels += np.asarray(layer, dtype=np.float32) * scale**0.45
    pixels -= pixels.mean()
    pixels *= 55 / pixels.std()
    image = Image.fromarray(np.clip(pixels + 120, 0, 255).astype(np.uint8))
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=85)
    return buffer.getvalue()
