from __future__ import annotations

import copy

import pytest
import torch
from torch import nn

from inference.backbones.convolutional import Convolutional
from inference.data.dataset import Dataset
from inference.reproduction.labelled import LabelledPhotos
from inference.reproduction.pixels import Pixels
from inference.reproduction.plan import Plan
from inference.reproduction.protocols import honest
from inference.reproduction.reference import (
    ReferenceNetwork,
    ReferenceTraining,
    reinitialise,
    train_reference,
    turn_over,
)

CPU = torch.device("cpu")
PLAN = Plan(epochs=1, batch=4, side=48)


@pytest.fixture(scope="module")
def pixels(dataset: Dataset) -> Pixels:
    return Pixels(dataset.photos, PLAN.side)


def norms(network: nn.Module) -> list[nn.BatchNorm2d]:
    return [module for module in network.modules() if isinstance(module, nn.BatchNorm2d)]


def convolutions(network: nn.Module) -> list[nn.Conv2d]:
    return [module for module in network.modules() if isinstance(module, nn.Conv2d)]


def test_every_convolution_is_drawn_anew_and_batch_norms_are_kept(backbone: Convolutional) -> None:
    pretrained = copy.deepcopy(backbone)
    for number, norm in enumerate(norms(pretrained)):
        nn.init.constant_(norm.weight, 0.5 + number)
    network = ReferenceNetwork(pretrained, names=2, categories=3, seed=0)
    before, after = convolutions(pretrained.features), convolutions(network.backbone.features)
    assert len(after) == 52
    for old, new in zip(before, after, strict=True):
        assert not torch.equal(old.weight, new.weight)
    for number, norm in enumerate(norms(network)):
        assert float(norm.weight.detach()[0]) == 0.5 + number


def test_convolutions_are_drawn_by_fan_in_and_their_biases_are_0() -> None:
    convolution = nn.Conv2d(64, 128, 3)
    nn.init.constant_(convolution.weight, 7.0)
    reinitialise(nn.Sequential(convolution))
    expected = (2 / (64 * 9)) ** 0.5
    assert float(convolution.weight.detach().std()) == pytest.approx(expected, rel=0.05)
    assert convolution.bias is not None
    assert not convolution.bias.detach().any()


def test_the_pretrained_network_stays_as_it_was(
    backbone: Convolutional, labelled: LabelledPhotos, pixels: Pixels
) -> None:
    before = copy.deepcopy(backbone.state_dict())
    train_reference(backbone, labelled, pixels, honest(labelled), PLAN, 2, CPU)
    assert all(torch.equal(before[name], value) for name, value in backbone.state_dict().items())


def test_photos_are_turned_over_both_ways() -> None:
    corner = torch.zeros(1, 3, 4, 4, dtype=torch.uint8)
    corner[0, :, 0, 0] = 255
    turned = turn_over(corner.expand(400, -1, -1, -1), torch.Generator().manual_seed(0))
    places = [(int(i) // 4, int(i) % 4) for i in turned[:, 0].flatten(1).argmax(1)]
    for corner_of in ((0, 0), (0, 3), (3, 0), (3, 3)):
        assert 70 < places.count(corner_of) < 130
    assert sum(places.count(c) for c in ((0, 0), (0, 3), (3, 0), (3, 3))) == 400


def test_training_brings_the_loss_down(
    backbone: Convolutional, labelled: LabelledPhotos, pixels: Pixels
) -> None:
    _, losses = train_reference(backbone, labelled, pixels, honest(labelled), PLAN, 12, CPU)
    assert len(losses) == 12
    assert sum(losses[-4:]) < sum(losses[:4])


def test_training_is_determined_by_the_seed(
    backbone: Convolutional, labelled: LabelledPhotos, pixels: Pixels
) -> None:
    runs = []
    for seed in (1, 1, 2):
        torch.rand(1)  # whatever was drawn before does not matter
        plan = Plan(epochs=1, batch=4, seed=seed, side=48)
        runs.append(train_reference(backbone, labelled, pixels, honest(labelled), plan, 2, CPU)[1])
    assert runs[0] == runs[1] != runs[2]


def test_statistics_are_recomputed_as_means_over_one_pass(
    backbone: Convolutional, labelled: LabelledPhotos, pixels: Pixels
) -> None:
    network = ReferenceNetwork(backbone, len(labelled.names), len(labelled.categories), seed=0)
    training = ReferenceTraining(network, labelled, pixels, CPU, seed=0)
    photos = torch.arange(8)
    training.step(photos)
    weights = [p.detach().clone() for p in network.parameters()]
    scored = training.score(photos, batch=4).names
    training.recompute_statistics(photos, batch=8, seed=0)
    first = norms(network)[0]
    assert first.running_mean is not None
    with torch.no_grad():
        maps = convolutions(network)[0](network.backbone.normalize(pixels[photos]))
    torch.testing.assert_close(first.running_mean, maps.mean((0, 2, 3)), rtol=1e-3, atol=1e-4)
    assert first.momentum == 0.1  # as before
    assert not torch.allclose(training.score(photos, batch=4).names, scored)
    for before, after in zip(weights, network.parameters(), strict=True):
        assert torch.equal(before, after.detach())


def test_statistics_do_not_lean_towards_the_last_batches(
    backbone: Convolutional, labelled: LabelledPhotos, pixels: Pixels
) -> None:
    network = ReferenceNetwork(backbone, len(labelled.names), len(labelled.categories), seed=0)
    training = ReferenceTraining(network, labelled, pixels, CPU, seed=0)
    means = []
    for batch in (2, 8):
        training.recompute_statistics(torch.arange(8), batch=batch, seed=0)
        mean = norms(network)[0].running_mean
        assert mean is not None
        means.append(mean.clone())
    torch.testing.assert_close(means[0], means[1], rtol=1e-3, atol=1e-4)
