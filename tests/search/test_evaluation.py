from __future__ import annotations

from math import log2

import pytest

from inference.bundled import ASSETS
from inference.catalogue import Catalogue
from inference.search import Searcher
from inference.search.evaluation import (
    FIGURES,
    Answer,
    Scores,
    compare,
    evaluate,
    ndcg,
    reciprocal_rank,
    score,
)
from inference.search.judged import JudgedQuery, read_queries
from inference.search.stages import Stage

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


def values(scores: Scores) -> dict[str, float | None]:
    return {name: scores.figures[name].value for name in FIGURES}


def test_silence_is_scored_apart_from_ranking() -> None:
    fits, nothing = JudgedQuery("q", {"a": 1.0}), JudgedQuery("n", {})
    scores = score([(fits, ["a"]), (fits, ["x", "a"]), (fits, []), (nothing, []), (nothing, ["a"])])
    found = values(scores)
    assert scores.queries == 5
    assert found["hit_at_1"] == pytest.approx(1 / 3)
    assert found["hit_at_5"] == pytest.approx(2 / 3)
    assert found["mrr"] == pytest.approx(0.5)
    assert found["speechless"] == pytest.approx(1 / 3)
    assert found["silent"] == 0.5


def test_no_queries_score_nothing() -> None:
    assert values(score([])) == dict.fromkeys(FIGURES)


def test_figures_have_intervals_that_hold_them() -> None:
    fits = JudgedQuery("q", {"a": 1.0})
    figure = score([(fits, ["a"])] * 15 + [(fits, [])] * 5).figures["hit_at_5"]
    assert figure.value == 0.75
    assert figure.low is not None
    assert figure.high is not None
    assert 0.5 < figure.low < 0.75 < figure.high < 0.95


def test_a_comparison_is_made_query_by_query() -> None:
    fits, nothing = JudgedQuery("q", {"a": 1.0}), JudgedQuery("n", {})
    right: Answer = (fits, ["a"])
    missed: Answer = (fits, [])
    talkative: Answer = (nothing, ["x"])
    silent: Answer = (nothing, [])
    comparison = compare(
        [right] * 6 + [talkative] * 2 + [missed] * 2, [missed] * 6 + [silent] * 2 + [missed] * 2
    )
    assert (comparison.better, comparison.worse) == (6, 2)
    assert comparison.change.value == pytest.approx(0.4)
    assert comparison.change.low is not None
    assert comparison.change.low < 0.4


def test_each_stage_is_worth_something_where_it_is_needed(searcher: Searcher) -> None:
    church = "W46993203"
    needs = {
        Stage.TYPOS: "хрпм на корви",
        Stage.TRANSLITERATION: "khram na krovi",
        Stage.LAYOUT: "[hfv yf rhjdb",
    }
    queries = [JudgedQuery(query, {church: 1.0}) for query in needs.values()]
    report = evaluate(searcher, queries, needs)
    for stage in needs:
        assert report.stages[stage].better >= 1, stage
    assert set(report.milliseconds) == {"median", "p95", "p99"}


def test_the_judged_queries_speak_of_places_in_the_catalogue(catalogue: Catalogue) -> None:
    queries = read_queries(QUERIES, catalogue)
    assert len(queries) >= 300
    assert {place for judged in queries for place in judged.gains} <= catalogue.places.keys()
    assert {judged.city for judged in queries} - {None} <= catalogue.cities.keys()
    assert {judged.split for judged in queries} == {"tune", "test"}


def test_queries_that_no_weight_was_fitted_on_are_answered_well(
    searcher: Searcher, catalogue: Catalogue
) -> None:
    queries = [q for q in read_queries(QUERIES, catalogue) if q.split != "tune"]
    report = evaluate(searcher, queries)
    overall = values(report.overall)
    assert (overall["ndcg"] or 0) >= 0.93
    assert (overall["silent"] or 0) >= 0.8
    assert (overall["speechless"] or 1) <= 0.03
    for name in ("exact", "inflected", "one typo", "two typos", "transliterated", "wrong layout"):
        assert (values(report.slices[name])["ndcg"] or 0) >= 0.95, name
    assert (values(report.slices["descriptive"])["ndcg"] or 0) >= 0.8


def test_no_query_that_plain_words_answer_first_falls_below_third(
    searcher: Searcher, catalogue: Catalogue
) -> None:
    plain = searcher.without(*Stage)
    for judged in read_queries(QUERIES, catalogue):
        first = [hit.place.id for hit in plain.search(judged.query, judged.city, 1).hits]
        if judged.gains.keys() & set(first):
            found = [hit.place.id for hit in searcher.search(judged.query, judged.city, 3).hits]
            assert judged.gains.keys() & set(found), judged.query
