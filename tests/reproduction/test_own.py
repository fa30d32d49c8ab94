from __future__ import annotations

import pytest
import torch
from torch import Tensor

from inference.backbones import Backbone
from inference.data.dataset import Dataset
from inference.evaluation.measures import hit_rate
from inference.reproduction.labelled import LabelledPhotos
from inference.reproduction.own import fit_own
from inference.reproduction.plan import Plan
from inference.reproduction.protocols import honest
from inference.training.features import look_at_photos

PLAN = Plan(epochs=1, batch=6)


@pytest.fixture(scope="module")
def looks(backbone: Backbone, dataset: Dataset) -> Tensor:
    return look_at_photos(backbone, dataset.photos, torch.device("cpu")).looks


def test_heads_take_as_many_steps_as_they_are_given(
    backbone: Backbone, looks: Tensor, labelled: LabelledPhotos
) -> None:
    _, losses = fit_own(backbone, looks, labelled, honest(labelled), PLAN, steps=9)
    assert len(losses) == 9
    # Heads begin at 0, so that all classes are alike.
    assert losses[0] == pytest.approx(float(torch.log(torch.tensor(2.0 * 3.0))), abs=1e-4)
    assert losses[-1] < losses[0]


def test_pictures_of_one_kind_are_told_from_others(
    backbone: Backbone, looks: Tensor, labelled: LabelledPhotos
) -> None:
    protocol = honest(labelled)
    model, _ = fit_own(backbone, looks, labelled, protocol, PLAN, steps=30)
    scores = model.score(backbone.embed(looks[protocol.test]))
    assert hit_rate(scores.names, labelled.name_of[protocol.test], 1) == 1
    assert hit_rate(scores.categories, labelled.category_of[protocol.test], 1) == 1


def test_categories_are_probabilities(
    backbone: Backbone, looks: Tensor, labelled: LabelledPhotos
) -> None:
    model, _ = fit_own(backbone, looks, labelled, honest(labelled), PLAN, steps=3)
    categories = model.score(backbone.embed(looks)).categories
    torch.testing.assert_close(categories.sum(1), torch.ones(len(categories)))


def test_a_fit_is_determined_by_the_seed(
    backbone: Backbone, looks: Tensor, labelled: LabelledPhotos
) -> None:
    runs = [
        fit_own(backbone, looks, labelled, honest(labelled), Plan(1, 6, seed), steps=5)[1]
        for seed in (1, 1, 2)
    ]
    assert runs[0] == runs[1] != runs[2]
