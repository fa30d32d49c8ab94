"""What a backbone is and how its input is made: the part of `labels.json` that rebuilds it."""

from __future__ import annotations

import math
from typing import Any, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field

# Of ImageNet, red, green and blue in [0, 1].
IMAGENET_MEAN = (0.485, 0.456, 0.406)
IMAGENET_STD = (0.229, 0.224, 0.225)
# The cropped view shows this share of the short side: 288 of 320 pixels.
CROPPED_SHARE = 0.9
VIEW_SIDE = 288

ConvolutionalName = Literal[
    "mobilenet_v2", "mobilenet_v3_large", "mobilenet_v3_small", "efficientnet_lite0"
]
CONVOLUTIONAL: tuple[ConvolutionalName, ...] = get_args(ConvolutionalName)
# Between the names of backbones whose embeddings stand side by side.
JOINT = "+"


class BackboneSpec(BaseModel):
    """The network before the heads. `view_side` is in pixels, `mean` and `std` in [0, 1].

    `config` is a transformers vision model's configuration, `parts` are the backbones whose
    embeddings stand side by side; both are empty for a convolutional network. `source` and
    `licence` say where the weights that training started from came from. `weight_bits` is how the
    weights are stored: 16 as half precision, 8 as whole numbers with a scale for each channel.
    `looks` is how often the network looks at a photo to answer: at the whole, its mirror image and
    its middle, or at the whole alone, in a third of the time.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    architecture: ConvolutionalName | Literal["transformers", "joined"] = "mobilenet_v2"
    view_side: int = Field(default=VIEW_SIDE, ge=16, le=2048)
    mean: tuple[float, float, float] = IMAGENET_MEAN
    std: tuple[float, float, float] = IMAGENET_STD
    config: dict[str, Any] | None = None
    parts: tuple[BackboneSpec, ...] = ()
    source: str = ""
    licence: str = ""
    tuned: bool = False
    weight_bits: Literal[8, 16] = 16
    looks: Literal[1, 3] = 3

    @property
    def input_side(self) -> int:
        """Pixels of a photo's short side that the views are made from."""
        if self.looks == 1:
            return self.view_side
        return math.ceil(self.view_side / CROPPED_SHARE)
