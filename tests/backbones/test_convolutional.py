from __future__ import annotations

import pytest
import torch
from PIL import Image

from inference.backbones import BackboneSpec, build
from inference.backbones.spec import CONVOLUTIONAL, ConvolutionalName
from inference.preprocessing import crop_middle, make_views, squash
from tests.backbones.vision_models import embed
from tests.models import picture_of


@pytest.mark.parametrize("name", CONVOLUTIONAL)
def test_a_photo_and_its_mirror_image_have_one_embedding_of_the_whole(
    name: ConvolutionalName,
) -> None:
    torch.manual_seed(0)
    backbone = build(BackboneSpec(architecture=name, view_side=96)).eval()
    image = picture_of(2, 0)
    mirrored = image.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    with torch.inference_mode():
        both = embed(backbone, torch.stack([make_views(image, 96), make_views(mirrored, 96)]))
    assert both.shape == (2, backbone.embedding)
    whole = both[:, : {"mobilenet_v3_large": 960, "mobilenet_v3_small": 576}.get(name, 1280)]
    assert torch.allclose(whole[0], whole[1], atol=0.02 * float(whole.abs().max()))
    assert not torch.equal(both[0], both[1])  # the texture of the other views does differ


def test_a_record_rebuilds_the_backbone_that_it_describes() -> None:
    torch.manual_seed(0)
    backbone = build(BackboneSpec(architecture="mobilenet_v3_small", view_side=64)).eval()
    again = build(BackboneSpec.model_validate_json(backbone.spec.model_dump_json())).eval()
    again.load_state_dict(backbone.state_dict())
    views = torch.stack([make_views(picture_of(1, 0), 64)])
    with torch.inference_mode():
        assert torch.equal(embed(backbone, views), embed(again, views))


def test_a_batch_is_embedded_as_its_photos_are_one_by_one() -> None:
    torch.manual_seed(0)
    backbone = build(BackboneSpec(view_side=64)).eval()
    views = torch.stack([make_views(picture_of(i % 3, i), 64) for i in range(5)])
    with torch.inference_mode():
        together = embed(backbone, views)
        alone = torch.cat([embed(backbone, views[i : i + 1]) for i in range(5)])
    assert torch.allclose(together, alone, atol=0.02 * float(together.abs().max()))


@pytest.mark.parametrize("name", ["mobilenet_v2", "efficientnet_lite0"])
def test_a_network_of_one_look_embeds_the_whole_photo_alone(name: ConvolutionalName) -> None:
    torch.manual_seed(0)
    backbone = build(BackboneSpec(architecture=name, view_side=64, looks=1)).eval()
    image = picture_of(1, 0)
    both = torch.stack([make_views(image, 64)])
    whole = torch.stack([make_views(image, 64, cropped=False)])
    with torch.inference_mode():
        looks, look = backbone.look(both), backbone.look(whole)
        each = backbone.embed_looks(looks)
        embedding = backbone.embed(look)
    assert (looks.shape[1], look.shape[1]) == (3, 1)
    assert embedding.shape == (1, backbone.embedding)
    assert torch.allclose(embedding[0], each[0, 0], atol=0.02 * float(embedding.abs().max()))
    assert not torch.allclose(embedding[0], each[0, 2], atol=0.02 * float(embedding.abs().max()))


def test_networks_side_by_side_of_one_look_say_what_each_says_alone() -> None:
    torch.manual_seed(0)
    parts = [
        BackboneSpec(architecture="mobilenet_v3_small", view_side=64, looks=1),
        BackboneSpec(architecture="mobilenet_v2", view_side=64, looks=1),
    ]
    spec = BackboneSpec(architecture="joined", view_side=64, looks=1, parts=tuple(parts))
    joined = build(spec).eval()
    views = torch.stack([make_views(picture_of(1, 0), 64, cropped=False)])
    with torch.inference_mode():
        embedding = embed(joined, views)
    assert embedding.shape == (1, sum(build(part).embedding for part in parts))


def test_the_squashed_view_shows_the_whole_and_the_cropped_one_the_middle() -> None:
    image = Image.new("RGB", (600, 300), "white")
    image.paste("black", (150, 0, 450, 300))  # the middle square
    squashed, cropped = squash(image, 288), crop_middle(image, 288)
    assert squashed.size == cropped.size == (288, 288)
    assert squashed.getpixel((5, 144)) == (255, 255, 255)
    assert squashed.getpixel((144, 144)) == (0, 0, 0)
    assert cropped.getpixel((2, 144)) == (0, 0, 0)
