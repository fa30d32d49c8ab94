"""Which places are taken for which, and the answers that were wrong and sure."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import torch
from torch import Tensor

from inference.evaluation.answers import Answers


@dataclass(frozen=True, slots=True)
class Mistake:
    """A photo, by its number among those answered, whose first place is not its own.

    `true` and `given` are indices of places, the probabilities those of each over all places.
    """

    photo: int
    true: int
    given: int
    probability_of_true: float
    probability_of_given: float


@dataclass(frozen=True, slots=True)
class Confusion:
    """A place taken for another `count` times; `example` is the surest of those mistakes."""

    count: int
    example: Mistake


def mistakes(answers: Answers) -> list[Mistake]:
    """Every photo of a place that the model has and named wrongly, the surest first."""
    probabilities = answers.scores.place_logits.softmax(1)
    highest, given = probabilities.max(1)
    wrong = (answers.known & (given != answers.places)).nonzero().flatten()
    found = [
        Mistake(
            i,
            int(answers.places[i]),
            int(given[i]),
            float(probabilities[i, answers.places[i]]),
            float(highest[i]),
        )
        for i in wrong.tolist()
    ]
    return sorted(found, key=lambda mistake: -mistake.probability_of_given)


def confusions(found: list[Mistake]) -> list[Confusion]:
    """Pairs of places by how often the one was taken for the other, then by the surest mistake."""
    counts = Counter((mistake.true, mistake.given) for mistake in found)
    surest: dict[tuple[int, int], Mistake] = {}
    for mistake in found:
        surest.setdefault((mistake.true, mistake.given), mistake)
    pairs = [Confusion(counts[pair], example) for pair, example in surest.items()]
    return sorted(pairs, key=lambda pair: (-pair.count, -pair.example.probability_of_given))


def taken_for_known(answers: Answers) -> list[int]:
    """Photos of places that the model lacks and that it called known, the surest first."""
    confidence = answers.scores.confidence
    chosen: Tensor = (~answers.known & (confidence >= answers.scores.threshold)).nonzero().flatten()
    order = confidence[chosen].argsort(descending=True, stable=True)
    return torch.as_tensor(chosen[order]).tolist()
