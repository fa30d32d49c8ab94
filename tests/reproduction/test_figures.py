from __future__ import annotations

import dataclasses

import torch
from torch.nn.functional import one_hot

from inference.reproduction.figures import FIGURES, figures
from inference.reproduction.labelled import LabelledPhotos
from inference.reproduction.protocols import honest, leaky
from inference.reproduction.recipes import ClassScores, most_frequent


def test_right_answers_hit_and_wrong_ones_miss(labelled: LabelledPhotos) -> None:
    protocol = honest(labelled)
    names = one_hot(labelled.name_of[protocol.test], 2).float()
    categories = one_hot(labelled.category_of[protocol.test], 3).float()
    found = figures(ClassScores(names, -categories), labelled, protocol)
    assert tuple(found) == FIGURES
    values = {name: estimate.value for name, estimate in found.items()}
    assert values == {
        "place_hit@1": 1.0,
        "place_hit@5": 1.0,
        "category_hit@1": 0.0,
        "category_hit@5": 1.0,
    }


def test_the_most_frequent_classes_are_those_of_the_training_rows(
    labelled: LabelledPhotos,
) -> None:
    protocol = honest(labelled)  # two towers for a church
    values = figures(most_frequent(labelled, protocol), labelled, protocol)
    shares = {name: round(estimate.value or 0, 3) for name, estimate in values.items()}
    assert shares == {
        "place_hit@1": 0.667,
        "place_hit@5": 1.0,
        "category_hit@1": 0.667,
        "category_hit@5": 1.0,
    }


def test_equally_frequent_classes_still_have_an_order(labelled: LabelledPhotos) -> None:
    protocol = honest(labelled)
    even = dataclasses.replace(labelled, categories=tuple("abcdefgh"))
    scores = most_frequent(even, protocol).categories
    assert scores.shape == (len(protocol.test), 8)
    assert len(set(scores[0].tolist())) == 8  # six of them never occur


def test_rows_of_one_photo_are_drawn_together_for_intervals(labelled: LabelledPhotos) -> None:
    protocol = leaky(labelled, seed=42)
    right = torch.arange(len(protocol.test)) % 2  # every other row is right
    names = one_hot((labelled.name_of[protocol.test] + right) % 2, 2).float()
    scores = ClassScores(names, torch.zeros(len(protocol.test), 3))
    once = figures(scores, labelled, protocol)["place_hit@1"]
    thrice = dataclasses.replace(protocol, test=protocol.test.repeat_interleave(3))
    tripled = ClassScores(
        scores.names.repeat_interleave(3, 0), scores.categories.repeat_interleave(3, 0)
    )
    # The same photos three times over tell no more than once.
    assert figures(tripled, labelled, thrice)["place_hit@1"] == once
