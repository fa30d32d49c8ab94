"""A photo → the views of it that the network looks at."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from PIL import Image

from inference.backbones.spec import CROPPED_SHARE

# Mean differences between neighbouring pixels of 255 brightness levels, across plus down. A flat
# colour has 0, a smooth gradient 0.5 at most, the foggiest of 2,906 training photos 1.3.
MIN_DETAIL = 1.0


def make_views(image: Image.Image, side: int, *, cropped: bool = True) -> torch.Tensor:
    """The squashed and the cropped view of an upright RGB image, uint8 (2, 3, side, side).

    Without `cropped` the squashed view alone, (1, 3, side, side).
    """
    if not cropped:
        return as_tensor(squash(image, side))[None]
    return torch.stack([as_tensor(squash(image, side)), as_tensor(crop_middle(image, side))])


def stacked(inputs: Sequence[torch.Tensor]) -> torch.Tensor:
    """Views of several photos as one batch: on a device as soon as some of them lie there."""
    device = next((views.device for views in inputs if views.device.type != "cpu"), None)
    if device is None:
        return torch.stack(list(inputs))
    return torch.stack([views.to(device) for views in inputs])


def detail(views: torch.Tensor) -> torch.Tensor:
    """How much neighbouring pixels of the squashed views differ: (B, V, 3, S, S) → (B,)."""
    # Whole numbers, half as long as floats: as many again fit into a core's cache.
    grey = views[:, 0].sum(1, dtype=torch.int16)  # (B, S, S), of three channels
    return (_mean_size(grey.diff(dim=2)) + _mean_size(grey.diff(dim=1))) / 3


def _mean_size(differences: torch.Tensor) -> torch.Tensor:
    """Whole numbers (B, H, W) → the mean of what they are without their signs, (B,)."""
    return differences.abs_().sum((1, 2), dtype=torch.int32) / differences[0].numel()


def squash(image: Image.Image, side: int) -> Image.Image:
    """The whole photo in a square, its proportions given up."""
    return image.resize((side, side), Image.Resampling.BILINEAR, reducing_gap=2.0)


def crop_middle(image: Image.Image, side: int) -> Image.Image:
    """The middle of the photo in its own proportions: nine tenths of its short side."""
    length = min(image.size) * CROPPED_SHARE
    left, top = (image.width - length) / 2, (image.height - length) / 2
    box = (left, top, left + length, top + length)
    return image.resize((side, side), Image.Resampling.BILINEAR, box=box, reducing_gap=2.0)


def as_tensor(image: Image.Image) -> torch.Tensor:
    """An image as uint8 (3, height, width), channel after channel as networks want it."""
    rgb = image if image.mode == "RGB" else image.convert("RGB")  # which copies even what is RGB
    return torch.from_numpy(np.stack([np.asarray(channel) for channel in rgb.split()]))
