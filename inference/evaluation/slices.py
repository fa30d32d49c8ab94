"""Parts of the evaluated photos, by what their places are."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import torch
from torch import Tensor

from inference.evaluation.answers import Answers

# Training photos of a place, the least and the most.
TRAINING_PHOTOS = {
    "none": (0, 0),
    "1": (1, 1),
    "2–5": (2, 5),
    "6–20": (6, 20),
    "more than 20": (21, None),
}
FEW = 20  # photos, under which a part's figures say little


@dataclass(frozen=True, slots=True, eq=False)
class Slice:
    """Some of the photos of places that the model has: `members` (N,) says which."""

    name: str
    members: Tensor


def by_city(answers: Answers) -> list[Slice]:
    """The photos of each city, in alphabetical order."""
    return _by(answers, answers.cities)


def by_category(answers: Answers) -> list[Slice]:
    """The photos of each category (its id), in alphabetical order."""
    return _by(answers, [place.category for place in answers.shown])


def by_training_photos(answers: Answers) -> list[Slice]:
    """The photos by how many photos of their place the model was made from."""
    slices = []
    for name, (least, most) in TRAINING_PHOTOS.items():
        inside = answers.known & (answers.training_photos >= least)
        if most is not None:
            inside &= answers.training_photos <= most
        if name != "none" or bool(inside.any()):
            slices.append(Slice(name, inside))
    return slices


def _by(answers: Answers, names: Iterable[str]) -> list[Slice]:
    of_each = list(names)
    order = sorted({name for name, known in zip(of_each, answers.known, strict=True) if known})
    number = {name: i for i, name in enumerate(order)}
    which = torch.tensor([number.get(name, -1) for name in of_each])
    return [Slice(name, answers.known & (which == i)) for name, i in number.items()]
