from __future__ import annotations

from math import log2
from pathlib import Path

import pytest

from inference.bundled import ASSETS
from inference.catalogue import Catalogue
from inference.errors import UserError
from inference.search import Searcher
from inference.search.evaluation import (
    JudgedQuery,
    evaluate,
    ndcg,
    read_queries,
    reciprocal_rank,
    score,
)

QUERIES = ASSETS.parent / "benchmarks" / "queries.jsonl"


def test_ndcg_of_hand_made_cases() -> None:
    assert ndcg(["a"], {"a": 1.0}) == 1.0
    assert ndcg(["b", "a"], {"a": 1.0}) == pytest.approx(1 / log2(3))
    assert ndcg(["a", "x"], {"a": 1.0, "b": 1.0}) == pytest.approx(1 / (1 + 1 / log2(3)))
    assert ndcg([], {"a": 1.0}) == 0.0
    assert ndcg(["x"] * 5 + ["a"], {"a": 1.0}) == 0.0
    assert ndcg(list("abcde"), dict.fromkeys("abcdefgh", 1.0)) == pytest.approx(1.0)


def test_ndcg_prefers_the_better_of_two_relevant_places_first() -> None:
    gains = {"best": 1.0, "fair": 0.5}
    assert ndcg(["best", "fair"], gains) == 1.0
    assert ndcg(["fair", "best"], gains) < 1.0


def test_reciprocal_rank() -> None:
    assert reciprocal_rank(["x", "a"], {"a": 1.0}) == 0.5
    assert reciprocal_rank(["x"], {"a": 1.0}) == 0.0


def test_silence_is_scored_apart_from_ranking() -> None:
    fits, nothing = JudgedQuery("q", {"a": 1.0}), JudgedQuery("n", {})
    scores = score([(fits, ["a"]), (fits, ["x", "a"]), (fits, []), (nothing, []), (nothing, ["a"])])
    assert scores.queries == 5
    assert scores.hit_at_1 == pytest.approx(1 / 3)
    assert scores.hit_at_5 == pytest.approx(2 / 3)
    assert scores.mrr == pytest.approx(0.5)
    assert scores.speechless == pytest.approx(1 / 3)
    assert scores.silent == 0.5


def test_no_queries_score_nothing() -> None:
    scores = score([])
    assert (scores.queries, scores.ndcg, scores.silent) == (0, None, None)


def test_a_damaged_line_is_named(tmp_path: Path) -> None:
    path = tmp_path / "queries.jsonl"
    path.write_text('{"query": "a", "relevant": []}\n{"query": 1', encoding="utf-8")
    with pytest.raises(UserError, match="line 2"):
        read_queries(path)
    with pytest.raises(UserError, match="cannot be read"):
        read_queries(tmp_path / "none.jsonl")


def test_gains_may_be_graded(tmp_path: Path) -> None:
    path = tmp_path / "queries.jsonl"
    path.write_text('{"query": "a", "relevant": {"x": 1, "y": 0.5}}\n\n', encoding="utf-8")
    (judged,) = read_queries(path)
    assert judged.gains == {"x": 1.0, "y": 0.5}


def test_the_judged_queries_speak_of_places_in_the_catalogue(catalogue: Catalogue) -> None:
    queries = read_queries(QUERIES)
    assert len(queries) >= 150
    assert {place for judged in queries for place in judged.gains} <= catalogue.places.keys()
    assert {judged.city for judged in queries} - {None} <= catalogue.cities.keys()
    assert {judged.split for judged in queries} == {"tune", "test", "fresh"}


def test_queries_that_nothing_was_tuned_on_are_answered_well(searcher: Searcher) -> None:
    report = evaluate(searcher, [q for q in read_queries(QUERIES) if q.split != "tune"])
    assert report.overall.ndcg is not None
    assert report.overall.silent is not None
    assert report.overall.ndcg >= 0.92
    assert report.overall.silent >= 0.7
    for name in ("exact", "inflected", "typo", "translit", "layout", "alias", "city in query"):
        ndcg_of_slice = report.slices[name].ndcg
        assert ndcg_of_slice is not None
        assert ndcg_of_slice >= 0.95, name
