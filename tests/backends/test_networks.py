from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Literal

import pytest
import torch
from torch import Tensor

from inference.backbones import Backbone, BackboneSpec, full_precision
from inference.backbones.joined import join_backbones
from inference.backends import Network
from tests.backends.networks import ON_CPU, SIDE, Make, cuda, small_backbone, views_of

NEEDS_GPU = pytest.mark.skipif(not torch.cuda.is_available(), reason="there is no CUDA GPU")
MAKERS = [
    *(pytest.param(make, id=name) for name, make in ON_CPU.items()),
    pytest.param(cuda, id="cuda", marks=NEEDS_GPU),
]


@pytest.fixture(scope="module")
def backbone() -> Backbone:
    return small_backbone()


@pytest.fixture(params=MAKERS, scope="module")
def make(request: pytest.FixtureRequest) -> Make:
    maker: Make = request.param
    return maker


@pytest.fixture(scope="module")
def network(make: Make, backbone: Backbone) -> Network:
    return make(backbone)


def exact(backbone: Backbone, views: Tensor) -> Tensor:
    with torch.inference_mode(), full_precision():
        return backbone.look(views)


def assert_alike(looks: Tensor, expected: Tensor) -> None:
    """Equal but for the rounding of bfloat16."""
    assert looks.dtype == torch.float32
    assert looks.shape == expected.shape
    assert torch.cosine_similarity(looks, expected, dim=2).min() > 0.999


# Sizes that the backends take in one, in several and in partly filled batches.
@pytest.mark.parametrize("count", [1, 2, 3, 7, 16, 65])
def test_every_backend_says_what_float32_says(
    network: Network, backbone: Backbone, count: int
) -> None:
    views = views_of(count)
    assert_alike(network.look(views), exact(backbone, views))


def test_a_photo_says_the_same_alone_and_among_others(network: Network) -> None:
    views = views_of(9)
    together = network.look(views)
    for i in range(9):
        assert_alike(network.look(views[i : i + 1]), together[i : i + 1])


def test_an_answer_stays_when_the_next_is_computed(network: Network) -> None:
    first = network.look(views_of(5))
    before = first.clone()
    network.look(views_of(8)[3:])
    assert torch.equal(first, before)


def test_several_threads_get_the_answers_to_what_they_asked(network: Network) -> None:
    asked = [views_of(count) for count in (1, 5, 3, 8, 2, 7)]
    expected = [network.look(views) for views in asked]
    with ThreadPoolExecutor(3) as pool:
        found = list(pool.map(network.look, asked * 4))
    for looks, right in zip(found, expected * 4, strict=True):
        assert_alike(looks, right)


def test_views_may_lie_in_memory_as_pillow_leaves_them(network: Network) -> None:
    views = views_of(6)
    strided = views.permute(0, 1, 3, 4, 2).contiguous().permute(0, 1, 4, 2, 3)
    assert not strided.is_contiguous()
    assert torch.equal(network.look(strided), network.look(views))


@pytest.mark.parametrize("looks", [1, 3])
def test_joined_backbones_and_three_looks_are_computed_too(
    make: Make, looks: Literal[1, 3]
) -> None:
    both = join_backbones([small_backbone(looks), small_backbone(looks, "efficientnet_lite0")])
    views = views_of(3, looks)
    expected = exact(both.eval(), views)
    assert expected.shape[1] == looks
    assert_alike(make(both).look(views), expected)


def test_the_backbone_given_stays_as_it_was(make: Make) -> None:
    backbone = small_backbone()
    before = {name: value.clone() for name, value in backbone.state_dict().items()}
    make(backbone)
    assert all(torch.equal(before[n], value) for n, value in backbone.state_dict().items())
    assert all(parameter.requires_grad for parameter in backbone.parameters())


def test_a_transformers_model_is_computed_too(make: Make) -> None:
    from inference.backbones import build

    torch.manual_seed(0)
    config = {
        "model_type": "dinov2",
        "hidden_size": 32,
        "num_hidden_layers": 2,
        "num_attention_heads": 2,
        "image_size": SIDE,
        "patch_size": 16,
    }
    spec = BackboneSpec(architecture="transformers", view_side=SIDE, looks=1, config=config)
    backbone = build(spec).eval()
    views = views_of(5)
    assert_alike(make(backbone).look(views), exact(backbone, views))
