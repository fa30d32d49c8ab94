"""Small convolutional networks as backbones: torchvision's MobileNets, and EfficientNet-lite0.

MobileNetV2: Sandler et al. 2018 (arXiv 1801.04381); MobileNetV3: Howard et al. 2019 (arXiv
1905.02244). What is said of a view are the means of the last feature map, of objects, and the means
and deviations of two earlier ones, of textures and parts.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

from inference._torchvision import models
from inference.backbones.base import Backbone, fast_autocast
from inference.backbones.efficientnet_lite import efficientnet_lite0
from inference.backbones.spec import BackboneSpec


@dataclass(frozen=True, slots=True)
class _Shape:
    """Channels of the last feature map, and of earlier ones by the index of their block."""

    channels: int
    earlier: dict[int, int]


_SHAPES = {
    "mobilenet_v2": _Shape(1280, {13: 96, 17: 320}),
    "mobilenet_v3_large": _Shape(960, {12: 112, 15: 160}),
    "mobilenet_v3_small": _Shape(576, {8: 48, 11: 96}),
    "efficientnet_lite0": _Shape(1280, {11: 112, 16: 320}),
}


class Convolutional(Backbone):
    """One of CONVOLUTIONAL with random weights, to be loaded or trained."""

    def __init__(self, spec: BackboneSpec) -> None:
        super().__init__(spec)
        shape = _SHAPES[spec.architecture]
        if spec.architecture == "efficientnet_lite0":
            self.features = efficientnet_lite0()
        else:
            self.features = getattr(models, spec.architecture)(weights=None).features
        self._channels, self._earlier = shape.channels, frozenset(shape.earlier)
        self._textures = 2 * sum(shape.earlier.values())
        self.width = shape.channels + self._textures
        objects = shape.channels if spec.looks == 1 else 2 * shape.channels
        self.widths = (objects + self._textures,)

    def pool(self, pixels: Tensor) -> Tensor:
        """The last map's means and the earlier maps' statistics, (B, F)."""
        statistics: list[Tensor] = []
        with fast_autocast(pixels.device):
            x = self.normalize(pixels)
            for index, block in enumerate(self.features):
                x = block(x)  # at the end (B, channels, S/32, S/32)
                if index in self._earlier:
                    flat = x.float().flatten(2)  # (B, C, H·W)
                    statistics += [flat.mean(2), flat.std(2)]
        return torch.cat([x.float().mean(dim=(2, 3)), *statistics], dim=1)

    def embed(self, looks: Tensor) -> Tensor:
        objects, textures = looks[..., : self._channels], looks[..., self._channels :]
        if self.spec.looks == 1:
            return torch.cat([_root(objects[:, 0]), textures[:, 0]], dim=1)
        whole = (objects[:, 0] + objects[:, 1]) / 2
        return torch.cat([_root(whole), _root(objects[:, 2]), textures.mean(1)], dim=1)

    def embed_looks(self, looks: Tensor) -> Tensor:
        objects, textures = looks[..., : self._channels], looks[..., self._channels :]
        rooted = [_root(objects)] if self.spec.looks == 1 else [_root(objects), _root(objects)]
        return torch.cat([*rooted, textures], dim=2)


def _root(x: Tensor) -> Tensor:
    """Square roots that keep the sign: a few strong channels no longer drown the others
    (Perronnin et al. 2010, "Improving the Fisher kernel")."""
    return x.sign() * x.abs().sqrt()
