"""Batch normalisation folded into the convolutions before it: the same answers in fewer steps."""

from __future__ import annotations

from copy import deepcopy

from torch import nn
from torch.nn.utils.fusion import fuse_conv_bn_eval

from inference.backbones.base import Backbone


def folded(backbone: Backbone) -> Backbone:
    """A copy to answer with: every convolution that batch normalisation follows has taken it in."""
    copy = deepcopy(backbone).eval()
    for module in copy.modules():
        if isinstance(module, nn.Sequential):
            _fold(module)
    return copy


def _fold(layers: nn.Sequential) -> None:
    for index in range(len(layers) - 1):
        convolution, norm = layers[index], layers[index + 1]
        if isinstance(convolution, nn.Conv2d) and isinstance(norm, nn.BatchNorm2d):
            layers[index] = fuse_conv_bn_eval(convolution, norm)
            layers[index + 1] = nn.Identity()
