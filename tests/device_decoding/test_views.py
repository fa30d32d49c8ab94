from __future__ import annotations

import pytest
import torch

from inference.device_decoding.self_check import VIEWS_APART
from inference.device_decoding.views import device_views, turned
from inference.images import ImageLimits, decode
from inference.preprocessing import make_views
from tests.device_decoding import files
from tests.device_decoding.decoders import unpacked


def levels_apart(data: bytes, orientation: int, side: int, short_side: int) -> torch.Tensor:
    found = device_views(unpacked(data), side, short_side, orientation=orientation)
    expected = make_views(decode(data, ImageLimits(), short_side), side)
    assert found.shape == expected.shape
    assert found.dtype == torch.uint8
    return (found.int() - expected.int()).abs()


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("size", [(384, 256), (255, 391), (100, 90)])
def test_a_photo_at_its_own_size_gets_pillow_s_views_but_for_rounding(
    size: tuple[int, int], orientation: int
) -> None:
    data = files.turned(orientation, *size)
    assert levels_apart(data, orientation, 224, 250).max() <= 1


@pytest.mark.parametrize("orientation", [1, 6])
@pytest.mark.parametrize(
    "size", [(501, 777), (1280, 960), (1601, 1203), (2003, 2001), (3000, 760), (2600, 2500)]
)
def test_a_reduced_photo_gets_pillow_s_views_within_the_bound(
    size: tuple[int, int], orientation: int
) -> None:
    data = files.turned(orientation, *size)
    assert levels_apart(data, orientation, 224, 250).float().mean() <= VIEWS_APART


def test_the_squashed_view_may_be_the_only_one() -> None:
    pixels = unpacked(files.photo(1))
    both = device_views(pixels, 64, 80)
    alone = device_views(pixels, 64, 80, cropped=False)
    assert torch.equal(alone, both[:1])


def test_flat_pixels_stay_what_they_are() -> None:
    for level in (0, 7, 255):
        pixels = torch.full((3, 1003, 777), level, dtype=torch.uint8)
        assert (device_views(pixels, 96, 107) == level).all()


@pytest.mark.parametrize("odd", [0, 9, 77, "6", None, (6,)])
def test_an_orientation_that_is_none_turns_nothing(odd: object) -> None:
    views = torch.arange(18).reshape(2, 3, 3)
    assert torch.equal(turned(views, odd), views)
