"""EfficientNet-lite0, the EfficientNet for phones: no squeeze-and-excitation, ReLU6 throughout.

EfficientNet: Tan and Le 2019 (arXiv 1905.11946); the lite variant is TensorFlow's, and so is its
padding, which puts the odd row and column of a stride at the end.
"""

from __future__ import annotations

from torch import Tensor, nn
from torch.nn.functional import pad

_EPSILON = 1e-3
# Repeats, output channels, kernel, first stride and expansion of each stage.
_STAGES = (
    (1, 16, 3, 1, 1),
    (2, 24, 3, 2, 6),
    (2, 40, 5, 2, 6),
    (3, 80, 3, 2, 6),
    (3, 112, 5, 1, 6),
    (4, 192, 5, 2, 6),
    (1, 320, 3, 1, 6),
)
_STEM, _HEAD = 32, 1280


class _SameConv(nn.Conv2d):
    """A convolution whose output has the input's size divided by the stride, rounded up."""

    def forward(self, input: Tensor) -> Tensor:
        kernel, stride = self.kernel_size[0], self.stride[0]
        missing = [max((-(-n // stride) - 1) * stride + kernel - n, 0) for n in input.shape[-2:]]
        high, wide = missing
        return super().forward(
            pad(input, (wide // 2, wide - wide // 2, high // 2, high - high // 2))
        )


def _unit(
    inputs: int, outputs: int, kernel: int, stride: int = 1, groups: int = 1
) -> list[nn.Module]:
    convolution = _SameConv(inputs, outputs, kernel, stride, groups=groups, bias=False)
    return [convolution, nn.BatchNorm2d(outputs, eps=_EPSILON)]


class _Block(nn.Module):
    """Widen, filter each channel, narrow (an inverted residual)."""

    def __init__(self, inputs: int, outputs: int, kernel: int, stride: int, expansion: int) -> None:
        super().__init__()
        width = inputs * expansion
        layers: list[nn.Module] = []
        if expansion > 1:
            layers += [*_unit(inputs, width, 1), nn.ReLU6(inplace=True)]
        layers += [*_unit(width, width, kernel, stride, groups=width), nn.ReLU6(inplace=True)]
        self.layers = nn.Sequential(*layers, *_unit(width, outputs, 1))
        self.residual = stride == 1 and inputs == outputs

    def forward(self, x: Tensor) -> Tensor:
        y: Tensor = self.layers(x)
        return x + y if self.residual else y


def efficientnet_lite0() -> nn.Sequential:
    """Stem, sixteen blocks and head, (B, 3, S, S) → (B, 1280, S/32, S/32); random weights."""
    blocks: list[nn.Module] = [nn.Sequential(*_unit(3, _STEM, 3, 2), nn.ReLU6(inplace=True))]
    channels = _STEM
    for repeats, outputs, kernel, stride, expansion in _STAGES:
        for repeat in range(repeats):
            blocks.append(_Block(channels, outputs, kernel, 1 if repeat else stride, expansion))
            channels = outputs
    blocks.append(nn.Sequential(*_unit(channels, _HEAD, 1), nn.ReLU6(inplace=True)))
    return nn.Sequential(*blocks)
