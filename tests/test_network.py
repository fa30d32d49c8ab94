from __future__ import annotations

import torch
from PIL import Image

from inference.network import EMBEDDING, LandmarkNetwork
from inference.preprocessing import VIEW_SIDE, crop_middle, make_views, squash
from tests.models import picture_of


def test_a_photo_and_its_mirror_image_have_one_embedding_of_the_whole() -> None:
    torch.manual_seed(0)
    network = LandmarkNetwork(3, 4).eval()
    image = picture_of(2, 0)
    mirrored = image.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    with torch.inference_mode():
        both = network.embed(torch.stack([make_views(image), make_views(mirrored)]))
    assert both.shape == (2, EMBEDDING)
    whole = both[:, :1280]
    assert torch.allclose(whole[0], whole[1], atol=0.02 * float(whole.abs().max()))


def test_heads_answer_for_every_category_and_place() -> None:
    network = LandmarkNetwork(25, 54).eval()
    with torch.inference_mode():
        categories, places = network(torch.zeros(2, EMBEDDING))
    assert (categories.shape, places.shape) == ((2, 25), (2, 54))


def test_the_squashed_view_shows_the_whole_and_the_cropped_one_the_middle() -> None:
    image = Image.new("RGB", (600, 300), "white")
    image.paste("black", (150, 0, 450, 300))  # the middle square
    squashed, cropped = squash(image), crop_middle(image)
    assert squashed.size == cropped.size == (VIEW_SIDE, VIEW_SIDE)
    assert squashed.getpixel((5, 144)) == (255, 255, 255)
    assert squashed.getpixel((144, 144)) == (0, 0, 0)
    assert cropped.getpixel((2, 144)) == (0, 0, 0)
