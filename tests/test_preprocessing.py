from __future__ import annotations

import numpy as np
import pytest
import torch
from PIL import Image

from inference.preprocessing import MIN_DETAIL, as_tensor, detail, make_views
from tests.models import picture_of

SIDE = 64


def test_a_view_lies_in_memory_as_networks_want_it() -> None:
    view = as_tensor(picture_of(0, 0))
    assert view.is_contiguous()
    assert torch.equal(view.permute(1, 2, 0), torch.from_numpy(np.array(picture_of(0, 0))))


def test_a_grey_picture_has_three_channels_too() -> None:
    view = as_tensor(picture_of(0, 0).convert("L"))
    assert view.shape[0] == 3
    assert torch.equal(view[0], view[2])


@pytest.mark.parametrize("cropped", [True, False])
def test_detail_is_the_mean_difference_of_neighbours_across_plus_down(cropped: bool) -> None:
    views = torch.stack([make_views(picture_of(i, i), SIDE, cropped=cropped) for i in range(3)])
    grey = views[:, 0].double().mean(1).numpy()
    across, down = (np.abs(np.diff(grey, axis=axis)).mean((1, 2)) for axis in (2, 1))
    np.testing.assert_allclose(detail(views), across + down, rtol=1e-6)


def test_white_beside_black_is_the_most_detail_there_is() -> None:
    board = np.indices((SIDE, SIDE)).sum(0) % 2 * 255
    views = make_views(Image.fromarray(board.astype(np.uint8)).convert("RGB"), SIDE, cropped=False)
    assert detail(views[None]).tolist() == [510.0]


def test_a_flat_colour_has_less_detail_than_any_photo() -> None:
    views = make_views(Image.new("RGB", (SIDE, SIDE), "green"), SIDE)
    assert detail(views[None]).item() == 0.0 < MIN_DETAIL
