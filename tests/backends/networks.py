"""Small backbones, photos for them, and every backend, as far as this machine can have it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import torch
from torch import Tensor

from inference.backbones import Backbone, BackboneSpec, build
from inference.backends import Network
from inference.backends.cuda_network import CudaNetwork
from inference.backends.openvino_network import open_openvino
from inference.backends.torch_network import TorchNetwork
from inference.preprocessing import make_views
from tests.models import picture_of

SIDE = 64


def small_backbone(looks: Literal[1, 3] = 1, architecture: str = "mobilenet_v3_small") -> Backbone:
    """Untrained, and with batch statistics as after training: folding them changes something."""
    torch.manual_seed(0)
    spec = BackboneSpec.model_validate(
        {"architecture": architecture, "view_side": SIDE, "looks": looks}
    )
    backbone = build(spec).eval()
    for module in backbone.modules():
        if isinstance(module, torch.nn.BatchNorm2d) and module.running_mean is not None:
            module.running_mean.normal_(0, 0.1)
    return backbone


def views_of(count: int, looks: Literal[1, 3] = 1) -> Tensor:
    """Views of different pictures, uint8 (count, V, 3, SIDE, SIDE)."""
    return torch.stack(
        [make_views(picture_of(i % 3, i), SIDE, cropped=looks > 1) for i in range(count)]
    )


def cuda_without_graphs(backbone: Backbone) -> Network:
    """The GPU's path, step by step and on the CPU."""
    return CudaNetwork(backbone, torch.device("cpu"), graphs=False)


def cuda(backbone: Backbone) -> Network:
    return CudaNetwork(backbone, torch.device("cuda"))


Make = Callable[[Backbone], Network]
ON_CPU: dict[str, Make] = {
    "torch": TorchNetwork,
    "openvino": open_openvino,
    "cuda without graphs": cuda_without_graphs,
}
