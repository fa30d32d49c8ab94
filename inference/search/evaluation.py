"""How good the search is on judged queries: nDCG@5, hit@1 and hit@5, MRR, and honest silence.

Järvelin and Kekäläinen, "Cumulated gain-based evaluation of IR techniques" (2002), with the gain
itself as numerator: a place is relevant (1), or as relevant as the judgement says.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import log2
from pathlib import Path
from statistics import fmean
from typing import Any

import numpy as np

from inference.errors import UserError
from inference.search.searcher import Searcher

DEPTH = 5


@dataclass(frozen=True, slots=True)
class JudgedQuery:
    """A query and the gain of each place (by id) that answers it; no gains: nothing fits."""

    query: str
    gains: Mapping[str, float] = field(hash=False)
    city: str | None = None
    slice: str = "all"
    split: str = ""


@dataclass(frozen=True, slots=True)
class Scores:
    """Means over the queries that something fits, and the shares of right and wrong silence.

    `silent` is the share of queries that nothing fits which were answered empty, `speechless`
    that of the others which were; None where there are no such queries.
    """

    queries: int
    ndcg: float | None
    hit_at_1: float | None
    hit_at_5: float | None
    mrr: float | None
    speechless: float | None
    silent: float | None


@dataclass(frozen=True, slots=True)
class Report:
    """Scores over everything and per slice; latencies in milliseconds a query."""

    overall: Scores
    slices: Mapping[str, Scores]
    median_ms: float
    p95_ms: float


def read_queries(path: Path) -> list[JudgedQuery]:
    """Judged queries from JSON lines: `query`, `relevant` (ids, or id → gain), `city`, `slice`."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise UserError(f"{path} cannot be read: {error}.") from error
    queries = []
    for number, line in enumerate(lines, start=1):
        if line.strip():
            try:
                queries.append(_judged(json.loads(line)))
            except (ValueError, TypeError, KeyError, AttributeError) as error:
                raise UserError(
                    f"{path}, line {number}: not a judged query ({error!r}); it needs "
                    f'"query" and "relevant".'
                ) from error
    return queries


def _judged(row: Mapping[str, Any]) -> JudgedQuery:
    relevant = row["relevant"]
    gains = relevant if isinstance(relevant, dict) else dict.fromkeys(relevant, 1.0)
    return JudgedQuery(
        query=str(row["query"]),
        gains={str(place): float(gain) for place, gain in gains.items()},
        city=row.get("city"),
        slice=row.get("slice", "all"),
        split=row.get("split", ""),
    )


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


def score(answers: Iterable[tuple[JudgedQuery, Sequence[str]]]) -> Scores:
    """The scores of answers, each a query with the ids found for it, best first."""
    fitting: list[tuple[JudgedQuery, Sequence[str]]] = []
    empty: list[bool] = []
    for judged, found in answers:
        if judged.gains:
            fitting.append((judged, found))
        else:
            empty.append(not found)
    ranks = [reciprocal_rank(found[:DEPTH], judged.gains) for judged, found in fitting]
    return Scores(
        queries=len(fitting) + len(empty),
        ndcg=_mean(ndcg(found, judged.gains) for judged, found in fitting),
        hit_at_1=_mean(float(rank == 1.0) for rank in ranks),
        hit_at_5=_mean(float(rank > 0.0) for rank in ranks),
        mrr=_mean(ranks),
        speechless=_mean(float(not found) for _, found in fitting),
        silent=_mean(map(float, empty)),
    )


def evaluate(searcher: Searcher, queries: Sequence[JudgedQuery]) -> Report:
    """Ask every query once, one after the other."""
    answers: list[tuple[JudgedQuery, list[str]]] = []
    milliseconds: list[float] = []
    for judged in queries:
        start = time.perf_counter()
        hits = searcher.search(judged.query, judged.city, DEPTH).hits
        milliseconds.append((time.perf_counter() - start) * 1000)
        answers.append((judged, [hit.place.id for hit in hits]))
    slices = dict.fromkeys(judged.slice for judged in queries)
    return Report(
        overall=score(answers),
        slices={name: score(a for a in answers if a[0].slice == name) for name in slices},
        median_ms=float(np.median(milliseconds)) if milliseconds else 0.0,
        p95_ms=float(np.quantile(milliseconds, 0.95)) if milliseconds else 0.0,
    )


def _mean(values: Iterable[float]) -> float | None:
    found = list(values)
    return fmean(found) if found else None
