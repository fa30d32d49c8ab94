"""What every recipe gives, and the recipe that looks at no photo."""

from __future__ import annotations

from dataclasses import dataclass

from torch import Tensor

from inference.reproduction.labelled import LabelledPhotos
from inference.reproduction.protocols import Protocol

REFERENCE, OWN, FREQUENT = "reference", "this project", "most frequent"


@dataclass(frozen=True, slots=True, eq=False)
class ClassScores:
    """Scores of N photos over names (N, P) and categories (N, C); the likelier the higher."""

    names: Tensor
    categories: Tensor


def most_frequent(labelled: LabelledPhotos, protocol: Protocol) -> ClassScores:
    """The commonest names and categories among the training rows, answered for every test row."""
    rows = len(protocol.test)
    scores = (
        _ranks(of[protocol.train].bincount(minlength=len(classes))).expand(rows, -1)
        for of, classes in (
            (labelled.name_of, labelled.names),
            (labelled.category_of, labelled.categories),
        )
    )
    return ClassScores(*scores)


def _ranks(counts: Tensor) -> Tensor:
    """Counts (C,) → scores in the same order without ties, the earlier class first."""
    return -counts.argsort(descending=True, stable=True).argsort()
