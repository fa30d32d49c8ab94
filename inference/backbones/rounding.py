"""Weights as they are stored: half precision, or whole numbers of 8 bits with a scale a channel.

A backbone is rounded before anything is fitted on its embeddings, so what is stored is, bit for
bit, what the heads were fitted to.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import torch
from torch import Tensor, nn

SCALE = ".scale"
LEAST_INPUTS = 32
_LARGEST = 127


def pack(state: Mapping[str, Tensor], bits: Literal[8, 16]) -> dict[str, Tensor]:
    """A state dictionary as it is stored.

    Of 8 bits are the weights (C, …) of layers with many inputs, those of the others being few; the
    scale of each of their C channels stands beside them under the same name with SCALE behind it.
    """
    packed: dict[str, Tensor] = {}
    for name, value in state.items():
        if not value.is_floating_point():
            packed[name] = value
        elif bits == 16 or value.ndim < 2 or value[0].numel() < LEAST_INPUTS:
            packed[name] = value.half()
        else:
            flat = value.detach().float().flatten(1)
            # A channel of zeros has any scale. Half precision must hold it without becoming zero.
            scale = (flat.abs().amax(1) / _LARGEST).clamp(min=1e-6).half()
            whole = (flat / scale.float()[:, None]).round().clamp(-_LARGEST, _LARGEST)
            packed[name] = whole.to(torch.int8).view_as(value)
            packed[name + SCALE] = scale
    return packed


def unpack(stored: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """What `pack` was given, rounded; floating-point tensors in single precision."""
    state: dict[str, Tensor] = {}
    for name, value in stored.items():
        if name.endswith(SCALE) and name.removesuffix(SCALE) in stored:
            continue
        scale = stored.get(name + SCALE)
        if scale is None:
            state[name] = value.float() if value.is_floating_point() else value
        else:
            shape = (-1, *[1] * (value.ndim - 1))
            state[name] = value.float() * scale.float().view(shape)
    return state


def round_weights(network: nn.Module, bits: Literal[8, 16]) -> None:
    """Round a network's weights in place to what would be stored."""
    network.load_state_dict(unpack(pack(network.state_dict(), bits)))
