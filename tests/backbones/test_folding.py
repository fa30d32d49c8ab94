from __future__ import annotations

import pytest
import torch
from torch import nn

from inference.backbones import BackboneSpec, build, folded
from inference.backbones.spec import CONVOLUTIONAL, ConvolutionalName


@pytest.mark.parametrize("name", CONVOLUTIONAL)
def test_a_folded_network_says_the_same_without_batch_normalisation(
    name: ConvolutionalName,
) -> None:
    torch.manual_seed(0)
    backbone = build(BackboneSpec(architecture=name, view_side=64))
    for module in backbone.modules():
        if isinstance(module, nn.BatchNorm2d) and module.running_mean is not None:
            nn.init.uniform_(module.running_mean, -0.2, 0.2)
            nn.init.uniform_(module.weight, 0.8, 1.2)
    copy = folded(backbone)
    assert not any(isinstance(module, nn.BatchNorm2d) for module in copy.modules())
    pixels = torch.randint(0, 256, (2, 3, 64, 64), dtype=torch.uint8)
    with torch.inference_mode():
        expected, found = backbone.eval().pool(pixels), copy.pool(pixels)
    assert torch.allclose(found, expected, atol=0.03 * float(expected.abs().max()))
