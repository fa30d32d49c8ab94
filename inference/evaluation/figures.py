"""Every figure of an evaluation, over all photos and over each part of them.

Figures of places and categories are over photos of places that the model has, all places at once
and no city given, except those named `…_in_city`, which are answered within the right city. Figures
named `unknown_…` set a part's confidences against those of all photos of places the model lacks.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

import torch
from torch import Tensor

from inference.evaluation import weighted
from inference.evaluation.answers import ABSENT, Answers
from inference.evaluation.baselines import baselines
from inference.evaluation.bootstrap import CHANCE_LEVEL, Draws, Estimate, Kind, Measure, estimate
from inference.evaluation.measures import BINS, FOUND, hits, losses
from inference.evaluation.slices import (
    FEW,
    Slice,
    by_category,
    by_city,
    by_training_photos,
)

_TINY = torch.finfo(torch.float32).tiny


@dataclass(frozen=True, slots=True)
class Part:
    """Some photos and their figures by name, such as `place_hit@1`."""

    name: str
    photos: int
    figures: Mapping[str, Estimate]

    @property
    def few(self) -> bool:
        """Whether the photos are so few that the figures say little."""
        return self.photos < FEW


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The figures of one model on one dataset.

    `frequent` and `chance` are what the commonest classes of the training photos, always answered,
    and blind guesses would score. `unknown` are photos of places that the model lacks.
    """

    overall: Part
    cities: tuple[Part, ...]
    categories: tuple[Part, ...]
    training_photos: tuple[Part, ...]
    unknown: Part
    unknown_places: int
    frequent: Mapping[str, Estimate]
    chance: Mapping[str, Estimate]


def evaluate(answers: Answers) -> Evaluation:
    """All figures of the answers, with their intervals; the same answers give the same figures."""
    units, unknown_places = _units(answers)
    frequent, chance = baselines(answers)
    groups = {
        "overall": [Slice("all", answers.known)],
        "cities": by_city(answers),
        "categories": by_category(answers),
        "training_photos": by_training_photos(answers),
        "unknown": [Slice("places that the model lacks", ~answers.known)],
    }
    places, categories = _place_head(answers), _category_head(answers, answers.known)
    of_unknown = _category_head(answers, ~answers.known)
    in_city = _hits_in_city(answers)
    measures: dict[tuple[str, str, str], Measure] = {}
    for group, slices in groups.items():
        for one in slices:
            members = one.members
            if group == "unknown":
                own = {
                    **_of_head(of_unknown, members, unknown_places),
                    "refused": _share(_refused(answers), members, unknown_places),
                }
            else:
                own = {
                    **_of_head(places, members),
                    **{name: _share(right, members) for name, right in in_city.items()},
                    **_of_head(categories, members),
                    **_of_confidence(answers, members, unknown_places),
                }
            measures |= {(group, one.name, name): measure for name, measure in own.items()}
    for name, (right, members) in frequent.items():
        measures["frequent", "", name] = _share(right, members)
    found = estimate(measures, Draws(units, int(answers.known.sum())))

    def figures(group: str, name: str) -> dict[str, Estimate]:
        return {key[2]: value for key, value in found.items() if key[:2] == (group, name)}

    parts = {
        group: tuple(
            Part(one.name, int(one.members.sum()), figures(group, one.name)) for one in slices
        )
        for group, slices in groups.items()
    }
    return Evaluation(
        overall=parts["overall"][0],
        cities=parts["cities"],
        categories=parts["categories"],
        training_photos=parts["training_photos"],
        unknown=parts["unknown"][0],
        unknown_places=unknown_places,
        frequent=figures("frequent", ""),
        chance={name: Estimate(share) for name, share in chance.items()},
    )


def _units(answers: Answers) -> tuple[Tensor, int]:
    """The unit of each photo, known ones first, and how many unknown places there are."""
    units = torch.zeros(len(answers.photos), dtype=torch.long)
    count = int(answers.known.sum())
    units[answers.known] = torch.arange(count)
    unknown: dict[str, int] = {}
    for i in (~answers.known).nonzero().flatten().tolist():
        place_id = answers.photos[i].place_id
        units[i] = count + unknown.setdefault(place_id, len(unknown))
    return units, len(unknown)


class _Outranking:
    """`weighted.outranking` of the last weights, which every part asks for in turn."""

    def __init__(self, log: Tensor, targets: Tensor) -> None:
        self._log, self._targets = log, targets
        self._last: tuple[Tensor, Tensor] | None = None

    def __call__(self, weights: Tensor, rows: Tensor) -> Tensor:
        if self._last is None or self._last[0] is not weights:
            found = weighted.outranking(self._log, self._targets, weights[rows])
            self._last = (weights, found)
        return self._last[1]


@dataclass(frozen=True, slots=True, eq=False)
class _Head:
    """What a head answered for the photos it is measured on: M of the N that were scored."""

    prefix: str
    rows: Tensor  # (M,) of the N
    targets: Tensor  # (M,)
    log: Tensor  # (M, C) log-probabilities: comparable across photos, as mAP needs
    outranking: _Outranking
    hits: Mapping[int, Tensor]  # by k, (M,)
    losses: Mapping[str, Tensor]  # after and before calibration, (M,)
    confidence: Mapping[str, Tensor]  # the same
    right: Mapping[str, Tensor]  # the same


def _place_head(answers: Answers) -> _Head:
    scores, rows = answers.scores, answers.known.nonzero().flatten()
    logits = scores.place_logits[rows]
    before = scores.uncalibrated_place_logits[rows].log_softmax(1)
    return _head("place", rows, answers.places[rows], logits, logits.log_softmax(1), before)


def _category_head(answers: Answers, members: Tensor) -> _Head:
    """Over those of `members` whose category the model has."""
    scores = answers.scores
    rows = (members & (answers.categories != ABSENT)).nonzero().flatten()
    probabilities = scores.category_probabilities[rows]
    log = probabilities.clamp(min=_TINY).log()
    before = scores.category_logits[rows].log_softmax(1)
    return _head("category", rows, answers.categories[rows], probabilities, log, before)


def _head(
    prefix: str, rows: Tensor, targets: Tensor, ranks: Tensor, log: Tensor, before: Tensor
) -> _Head:
    both = {"": log, "_before": before}
    first = {name: values.max(1) for name, values in both.items()}
    return _Head(
        prefix,
        rows,
        targets,
        log,
        _Outranking(log, targets),
        {k: hits(ranks, targets, k) for k in (1, 5)},
        {name: losses(values, targets) for name, values in both.items()},
        {name: top.values.exp() for name, top in first.items()},
        {name: top.indices == targets for name, top in first.items()},
    )


def _of_head(head: _Head, members: Tensor, units: int | None = None) -> dict[str, Measure]:
    """Figures over `members` (N,); other photos of the head count against its classes' precision.

    `units` were drawn for them, if not the photos one by one.
    """
    inside = members[head.rows]
    own = inside.nonzero().flatten()  # of the M
    rows = head.rows[own]  # of the N
    count = len(own) if units is None else units
    predicted = head.log.argmax(1)

    def f1(weights: Tensor) -> Tensor:
        return weighted.macro_f1(predicted, head.targets, inside, weights[head.rows])

    def precision(weights: Tensor) -> Tensor:
        others = head.outranking(weights, head.rows)
        return weighted.mean_average_precision(
            head.log, head.targets, inside, weights[head.rows], others
        )

    name = head.prefix
    found = {
        f"{name}_hit@{k}": Measure(partial(_mean, right[own], rows), count, Kind.SHARE)
        for k, right in head.hits.items()
    }
    found[f"{name}_macro_f1"] = Measure(f1, count)
    found[f"{name}_map"] = Measure(precision, count)
    for when, loss in head.losses.items():
        found[f"{name}_nll{when}"] = Measure(partial(_mean, loss[own], rows), count)
        calibration = partial(
            _calibration_error, head.confidence[when][own], head.right[when][own], rows
        )
        by_chance = weighted.chance_of_error(head.confidence[when][own], BINS, CHANCE_LEVEL)
        found[f"{name}_ece{when}"] = Measure(calibration, count, Kind.ERROR, by_chance)
    return found


def _hits_in_city(answers: Answers) -> dict[str, Tensor]:
    """Hits among the places of the right city alone, (N,)."""
    cities = {city: i for i, city in enumerate({p.city for p in answers.labels.places})}
    city_of = torch.tensor([cities[place.city] for place in answers.labels.places])
    targets = answers.places.clamp(min=0)
    outside = city_of[None, :] != city_of[targets][:, None]
    within = answers.scores.place_logits.masked_fill(outside, -torch.inf)
    return {f"place_hit@{k}_in_city": hits(within, targets, k) for k in (1, 5)}


def _of_confidence(answers: Answers, members: Tensor, unknown_places: int) -> dict[str, Measure]:
    confidence = answers.scores.confidence
    own, other = members.nonzero().flatten(), (~answers.known).nonzero().flatten()
    positives, negatives = confidence[own], confidence[other]
    units = min(len(own), unknown_places)

    def area(weights: Tensor) -> Tensor:
        return weighted.auroc(positives, negatives, (weights[own], weights[other]))

    def accepted(weights: Tensor) -> Tensor:
        if len(own) == 0 or len(other) == 0:
            return torch.full((weights.shape[1],), torch.nan)
        pair = (weights[own], weights[other])
        return weighted.false_positive_rate(positives, negatives, pair, FOUND)

    return {
        "unknown_auroc": Measure(area, units),
        "unknown_fpr@95": Measure(accepted, units),
        "refused": _share(_refused(answers), members),
    }


def _refused(answers: Answers) -> Tensor:
    return answers.scores.confidence < answers.scores.threshold


def _share(right: Tensor, members: Tensor, units: int | None = None) -> Measure:
    """The share of `members` (N,) that are `right` (N,)."""
    own = members.nonzero().flatten()
    return Measure(
        partial(_mean, right[own], own), len(own) if units is None else units, Kind.SHARE
    )


def _mean(values: Tensor, own: Tensor, weights: Tensor) -> Tensor:
    return weighted.mean(values, weights[own])


def _calibration_error(confidence: Tensor, right: Tensor, own: Tensor, weights: Tensor) -> Tensor:
    return weighted.calibration_error(confidence, right, weights[own], BINS)
