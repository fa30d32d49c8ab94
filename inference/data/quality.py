"""Photos that teach nothing, told by the pixels: what is wrong with each, by the filters' names."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from inference.data.collages import is_collage
from inference.data.text_pages import is_text_page

FILTERS = ("too_small", "blank", "dark", "text_page", "black_and_white", "collage")
# Pixels of the short side at which photos are looked at; `inference.images.decode` gives up to two
# times as many.
WORKING_SIDE = 256
# Of 2,952 photos the smallest has 80 pixels a side.
SMALLEST_SIDE = 72
# The darkest night photo of 2,952 has 128 of 255 levels where it is brightest, a black frame 20.
DARK = 64.0
# What a quadratic surface does not explain, in levels: the plainest photo of 2,952 has 9.3, a
# gradient with noise 1.
BLANK = 4.0
# Difference of the channels at the 98th percentile: of 51 black-and-white photos none has any, the
# greyest of 300 good ones has 31. The percentile lets a coloured stamp pass.
GREY = 14.0
# Of a tinted picture colour follows brightness. What does not, at the 98th percentile: the plainest
# of 300 good photos has 8.7.
TINTED = 6.5


def faults(image: Image.Image, size: tuple[int, int]) -> tuple[str, ...]:
    """Every filter that a photo fails, in the order of FILTERS.

    `image` is the upright RGB photo at its working size, `size` its width and height before that.
    Of a photo too small to look at nothing else is said.
    """
    if min(size) < SMALLEST_SIDE:
        return ("too_small",)
    factor = max(1, min(image.size) // 128)
    small = np.asarray(image.reduce(factor) if factor > 1 else image, dtype=np.float32)
    tests: dict[str, Callable[[], bool]] = {
        "blank": lambda: is_blank(small),
        "dark": lambda: is_dark(small),
        "text_page": lambda: is_text_page(image),
        "black_and_white": lambda: is_black_and_white(small),
        "collage": lambda: is_collage(image),
    }
    return tuple(name for name in FILTERS if name in tests and tests[name]())


def is_dark(pixels: NDArray[np.float32]) -> bool:
    """Whether next to nothing of pixels (H, W, 3) is lit: a lens cap, not a lit town at night."""
    return float(np.percentile(_luma(pixels), 99.5)) < DARK


def is_blank(pixels: NDArray[np.float32]) -> bool:
    """Whether pixels (H, W, 3) show one colour or a gradient, with noise at most. A black frame is
    dark, not blank."""
    image = Image.fromarray(pixels.astype(np.uint8)).resize((32, 32), Image.Resampling.BOX)
    cells = np.asarray(image, dtype=np.float32).reshape(-1, 3)
    axis = np.linspace(-1, 1, 32, dtype=np.float32)
    x, y = (grid.ravel() for grid in np.meshgrid(axis, axis))
    surface = np.stack([np.ones_like(x), x, y, x * y, x * x, y * y], axis=1)
    rest = cells - surface @ np.linalg.lstsq(surface, cells, rcond=None)[0]
    return float(np.sqrt((rest**2).mean())) < BLANK and not is_dark(pixels)


def is_black_and_white(pixels: NDArray[np.float32]) -> bool:
    """Whether pixels (H, W, 3) have no colours, or one tint that follows brightness as sepia does.

    A dark or a blank picture is neither.
    """
    if is_dark(pixels) or is_blank(pixels):
        return False
    spread = pixels.max(2) - pixels.min(2)
    return float(np.percentile(spread, 98)) < GREY or _off_tint(pixels) < TINTED


def _off_tint(pixels: NDArray[np.float32]) -> float:
    """How far colours stray from what brightness alone would give, at the 98th percentile."""
    luma = _luma(pixels)
    level = luma.ravel() / 255
    chroma = np.stack([(pixels[..., 2] - luma).ravel(), (pixels[..., 0] - luma).ravel()], axis=1)
    curve = np.stack([np.ones_like(level), level, level * level], axis=1)
    rest = np.abs(chroma - curve @ np.linalg.lstsq(curve, chroma, rcond=None)[0]).max(1)
    return float(np.percentile(rest, 98))


def _luma(pixels: NDArray[np.float32]) -> NDArray[np.float32]:
    return pixels @ np.array([0.299, 0.587, 0.114], dtype=np.float32)
