from __future__ import annotations

from typing import Literal

import pytest
import torch

from inference.backbones import BackboneSpec, build
from inference.backbones.rounding import SCALE, pack, round_weights, unpack

BITS: tuple[Literal[8, 16], ...] = (8, 16)


@pytest.mark.parametrize("bits", BITS)
def test_what_was_rounded_once_is_stored_and_read_without_a_change(bits: Literal[8, 16]) -> None:
    torch.manual_seed(0)
    network = build(BackboneSpec(architecture="mobilenet_v3_small", view_side=64))
    round_weights(network, bits)
    state = network.state_dict()
    again = unpack(pack(state, bits))
    assert set(again) == set(state)
    assert all(torch.equal(again[name], state[name]) for name in state)


def test_eight_bits_keep_each_channel_within_half_a_step_of_its_own() -> None:
    torch.manual_seed(0)
    weight = torch.randn(4, 8, 3, 3) * torch.tensor([1e-3, 0.1, 1.0, 50.0]).view(4, 1, 1, 1)
    packed = pack({"w": weight}, 8)
    assert packed["w"].dtype == torch.int8
    step = packed["w" + SCALE].float().view(4, 1, 1, 1)
    assert bool(((unpack(packed)["w"] - weight).abs() <= 0.5001 * step).all())


def test_a_channel_of_zeros_stays_zero() -> None:
    assert not unpack(pack({"w": torch.zeros(2, 50)}, 8))["w"].any()
