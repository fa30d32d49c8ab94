"""torch on the CPU: folded convolutions, channels last, bfloat16 where it is native."""

from __future__ import annotations

import threading

import torch
from torch import Tensor

from inference.backbones import Backbone, folded


class TorchNetwork:
    """The backend that is always there."""

    name = "torch"
    batch = 16
    step = 1

    def __init__(self, backbone: Backbone) -> None:
        self._backbone = folded(backbone)
        self._lock = threading.Lock()

    def look(self, views: Tensor) -> Tensor:
        # Its own threads take all cores.
        with self._lock, torch.inference_mode():
            return self._backbone.look(views)
