"""How good the search is on judged queries: nDCG@5, hit@1 and hit@5, MRR, and honest silence.

Järvelin and Kekäläinen, "Cumulated gain-based evaluation of IR techniques" (2002), with the gain
itself as numerator: a place is relevant (1), or as relevant as the judgement says. Intervals are
those of inference.evaluation.bootstrap, queries drawn one by one.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import log2

import numpy as np
import torch
from torch import Tensor

from inference.evaluation.bootstrap import Draws, Estimate, Kind, Measure, estimate
from inference.search.judged import JudgedQuery
from inference.search.searcher import Searcher
from inference.search.stages import Stage

DEPTH = 5
Answer = tuple[JudgedQuery, Sequence[str]]  # a query with the ids found for it, best first

_FITTING: Mapping[str, tuple[Kind, Callable[[JudgedQuery, Sequence[str]], float]]] = {
    "ndcg": (Kind.SCORE, lambda judged, found: ndcg(found, judged.gains)),
    "hit_at_1": (Kind.SHARE, lambda judged, found: float(_rank(found, judged) == 1)),
    "hit_at_5": (Kind.SHARE, lambda judged, found: float(_rank(found, judged) <= DEPTH)),
    "mrr": (Kind.SCORE, lambda judged, found: reciprocal_rank(found[:DEPTH], judged.gains)),
    "speechless": (Kind.SHARE, lambda judged, found: float(not found)),
}
FIGURES = (*_FITTING, "silent")


@dataclass(frozen=True, slots=True)
class Scores:
    """Means with 95 % intervals over the queries that something fits, and two shares of silence.

    `figures` has those of FIGURES; `silent` is the share of queries that nothing fits which were
    answered empty, `speechless` that of the others which were; None where there are no such
    queries.
    """

    queries: int
    figures: Mapping[str, Estimate]


@dataclass(frozen=True, slots=True)
class Comparison:
    """What leaving a stage out changes: the mean change of nDCG (of silence, where nothing fits),
    and on how many queries the search does better or worse with the stage than without it.
    """

    change: Estimate
    better: int
    worse: int


@dataclass(frozen=True, slots=True)
class Report:
    """Scores over everything and per slice, the stages' worth, milliseconds a query."""

    overall: Scores
    slices: Mapping[str, Scores]
    stages: Mapping[Stage, Comparison]
    milliseconds: Mapping[str, float]


def ndcg(found: Sequence[str], gains: Mapping[str, float], depth: int = DEPTH) -> float:
    """Normalised discounted cumulative gain of the first `depth` ids; 1 is the ideal order."""
    gained = sum(gains.get(place, 0.0) / log2(rank + 2) for rank, place in enumerate(found[:depth]))
    best = sorted(gains.values(), reverse=True)[:depth]
    ideal = sum(gain / log2(rank + 2) for rank, gain in enumerate(best))
    return gained / ideal if ideal else 0.0


def reciprocal_rank(found: Sequence[str], gains: Mapping[str, float]) -> float:
    """1 / the rank of the first id with a gain, 0 where there is none."""
    ranks = (rank for rank, place in enumerate(found, start=1) if gains.get(place, 0.0) > 0)
    return 1.0 / next(ranks, float("inf"))


def score(answers: Iterable[Answer]) -> Scores:
    """The scores of answers."""
    everything = list(answers)
    fitting = [(judged, found) for judged, found in everything if judged.gains]
    empty = [float(not found) for judged, found in everything if not judged.gains]
    figures = {
        name: _estimate([of(judged, found) for judged, found in fitting], kind)
        for name, (kind, of) in _FITTING.items()
    }
    return Scores(len(everything), {**figures, "silent": _estimate(empty, Kind.SHARE)})


def evaluate(
    searcher: Searcher,
    queries: Sequence[JudgedQuery],
    stages: Iterable[Stage] = (),
    progress: Callable[[int], object] = lambda done: None,
) -> Report:
    """Ask every query once, one after the other; and once more without each of the stages.

    `progress` is told of the queries that have been asked since it was last told.
    """
    answers, milliseconds = _ask(searcher, queries, progress)
    slices = dict.fromkeys(judged.slice for judged in queries)
    percentiles = {"median": 0.5, "p95": 0.95, "p99": 0.99}
    comparisons = {}
    for stage in stages:
        without, _ = _ask(searcher.without(stage), queries, progress)
        comparisons[stage] = compare(answers, without)
    return Report(
        overall=score(answers),
        slices={name: score(a for a in answers if a[0].slice == name) for name in slices},
        stages=comparisons,
        milliseconds={
            name: float(np.quantile(milliseconds, at)) if milliseconds else 0.0
            for name, at in percentiles.items()
        },
    )


def compare(answers: Sequence[Answer], without: Sequence[Answer]) -> Comparison:
    """What the same queries lose when they are answered otherwise, query by query."""
    changes = [_worth(*one) - _worth(*other) for one, other in zip(answers, without, strict=True)]
    return Comparison(
        change=_estimate(changes, Kind.SCORE),
        better=sum(change > 0 for change in changes),
        worse=sum(change < 0 for change in changes),
    )


def _ask(
    searcher: Searcher, queries: Sequence[JudgedQuery], progress: Callable[[int], object]
) -> tuple[list[Answer], list[float]]:
    answers: list[Answer] = []
    milliseconds: list[float] = []
    for judged in queries:
        start = time.perf_counter()
        hits = searcher.search(judged.query, judged.city, DEPTH).hits
        milliseconds.append((time.perf_counter() - start) * 1000)
        answers.append((judged, [hit.place.id for hit in hits]))
        progress(1)
    return answers, milliseconds


def _worth(judged: JudgedQuery, found: Sequence[str]) -> float:
    return ndcg(found, judged.gains) if judged.gains else float(not found)


def _rank(found: Sequence[str], judged: JudgedQuery) -> float:
    worth = reciprocal_rank(found[:DEPTH], judged.gains)
    return 1.0 / worth if worth else float("inf")


def _estimate(values: Sequence[float], kind: Kind) -> Estimate:
    if not values:
        return Estimate(None)
    each = torch.tensor(values, dtype=torch.float64)

    def mean(weights: Tensor) -> Tensor:
        drawn = weights.double()
        return each @ drawn / drawn.sum(dim=0).clamp(min=1e-9)

    draws = Draws(torch.arange(len(values)), len(values))
    return estimate({"": Measure(mean, len(values), kind)}, draws)[""]
