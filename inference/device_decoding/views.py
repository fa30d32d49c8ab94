"""The views of a photo, made on the device where its pixels lie.

They are what `make_views` makes of the picture that `decode` unpacks, but for rounding and for the
way in which libjpeg reduces: Pillow's bilinear filter, which is a triangle as wide as the reduction
(antialiased), is written out as a matrix for each side of the picture.
"""

from __future__ import annotations

from functools import lru_cache

import torch
from torch import Tensor
from torch.nn.functional import avg_pool2d

from inference.backbones.spec import CROPPED_SHARE
from inference.unpacking import draft_scale, further_reduction

# EXIF's orientation → whether rows become columns, and which sides are then mirrored.
_TURNS: dict[object, tuple[bool, tuple[int, ...]]] = {
    2: (False, (-1,)),
    3: (False, (-2, -1)),
    4: (False, (-2,)),
    5: (True, ()),
    6: (True, (-1,)),
    7: (True, (-2, -1)),
    8: (True, (-2,)),
}


def device_views(
    pixels: Tensor, side: int, short_side: int, *, cropped: bool = True, orientation: object = 1
) -> Tensor:
    """uint8 pixels (3, H, W) as stored → upright views, uint8 (V, 3, side, side), as `make_views`.

    `short_side` is what `decode` would be told. At the peak it takes 12 bytes a pixel.
    """
    values = _reduced(pixels, short_side)
    height, width = values.shape[1:]
    boxes = [((0.0, float(height)), (0.0, float(width)))]
    if cropped:
        length = min(height, width) * CROPPED_SHARE
        top, left = (height - length) / 2, (width - length) / 2
        boxes.append(((top, top + length), (left, left + length)))
    views = torch.stack(
        [
            _filter(height, *rows, side, values.device)
            @ values
            @ _filter(width, *columns, side, values.device).T
            for rows, columns in boxes
        ]
    )
    # The views are squares, and the filter is the same both ways: turning them is enough.
    return turned(views.round_().clamp_(0, 255).to(torch.uint8), orientation)


def turned(views: Tensor, orientation: object) -> Tensor:
    """Square views (…, S, S) of a picture as stored → upright, by EXIF's orientation."""
    rows_to_columns, mirrored = _TURNS.get(orientation, (False, ()))
    upright = views.transpose(-1, -2) if rows_to_columns else views
    return (upright.flip(mirrored) if mirrored else upright).contiguous()


def _reduced(pixels: Tensor, short_side: int) -> Tensor:
    """The means of squares, float32: what libjpeg's reduced scale and Pillow's `reduce` come to."""
    height, width = pixels.shape[1:]
    scale = draft_scale((width, height), short_side)
    drafted = (-(-width // scale), -(-height // scale))
    factor = scale * further_reduction(drafted, short_side)
    values = pixels.float()
    return avg_pool2d(values, factor, ceil_mode=True) if factor > 1 else values


@lru_cache(maxsize=32)
def _filter(size: int, begin: float, end: float, side: int, device: torch.device) -> Tensor:
    """Weights (side, size) that resample the stretch from `begin` to `end` of `size` pixels."""
    step = (end - begin) / side
    reach = max(step, 1.0)
    centres = begin + (torch.arange(side, dtype=torch.float64) + 0.5) * step
    pixels = torch.arange(size, dtype=torch.float64) + 0.5
    weights = (1 - (pixels - centres[:, None]).abs() / reach).clamp(min=0)
    return (weights / weights.sum(1, keepdim=True)).float().to(device)
