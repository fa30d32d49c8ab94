"""torch on the CPU: folded convolutions, channels last, bfloat16 where it is native."""

from __future__ import annotations

import torch
from torch import Tensor

from inference.backbones import Backbone, folded


class TorchNetwork:
    """The backend that is always there."""

    name = "torch"

    def __init__(self, backbone: Backbone) -> None:
        self._backbone = folded(backbone)

    def look(self, views: Tensor) -> Tensor:
        with torch.inference_mode():
            return self._backbone.look(views)
