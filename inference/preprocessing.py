"""A photo → the views of it that the network looks at."""

from __future__ import annotations

import numpy as np
import torch
from PIL import Image

# Pixels a side of every view. The squashed view shows the whole photo; the cropped one keeps its
# proportions and shows the middle, from a photo whose short side is INPUT_SIDE.
VIEW_SIDE = 288
INPUT_SIDE = 320
VIEWS = ("squashed", "cropped")
# Mean differences between neighbouring pixels of 255 brightness levels, across plus down. A flat
# colour has 0, a smooth gradient 0.5 at most, the foggiest of 2,906 training photos 1.3.
MIN_DETAIL = 1.0


def make_views(image: Image.Image) -> torch.Tensor:
    """The views of an upright RGB image as uint8 of shape (2, 3, 288, 288)."""
    return torch.stack([_tensor(squash(image)), _tensor(crop_middle(image))])


def detail(views: torch.Tensor) -> torch.Tensor:
    """How much neighbouring pixels of the squashed views differ: (B, 2, 3, S, S) → (B,)."""
    grey = views[:, 0].float().mean(1)  # (B, S, S)
    across, down = grey.diff(dim=2).abs(), grey.diff(dim=1).abs()
    return across.mean((1, 2)) + down.mean((1, 2))


def squash(image: Image.Image) -> Image.Image:
    """The whole photo in a square, its proportions given up."""
    size = (VIEW_SIDE, VIEW_SIDE)
    return image.resize(size, Image.Resampling.BILINEAR, reducing_gap=2.0)


def crop_middle(image: Image.Image) -> Image.Image:
    """The middle of the photo in its own proportions: 288 of 320 parts of its short side."""
    side = min(image.size) * VIEW_SIDE / INPUT_SIDE
    left, top = (image.width - side) / 2, (image.height - side) / 2
    box = (left, top, left + side, top + side)
    size = (VIEW_SIDE, VIEW_SIDE)
    return image.resize(size, Image.Resampling.BILINEAR, box=box, reducing_gap=2.0)


def _tensor(image: Image.Image) -> torch.Tensor:
    return torch.from_numpy(np.array(image.convert("RGB"))).permute(2, 0, 1)  # (3, S, S)
