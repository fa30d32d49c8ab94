from __future__ import annotations

import numpy as np
import pytest

from inference.bench.synthetic import synthetic_catalogue, synthetic_queries
from inference.search import Searcher, index
from tests.search.random_encoder import RandomEncoder


@pytest.fixture(scope="module")
def searcher() -> Searcher:
    return Searcher.build(synthetic_catalogue(12_000), RandomEncoder(64))


@pytest.fixture(autouse=True)
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if this catalogue were a large one."""
    monkeypatch.setattr(index, "_FEW", 100)


def test_candidates_hold_what_an_exhaustive_search_finds(searcher: Searcher) -> None:
    quick, full = searcher.without(), searcher.exhaustive()
    recalls = []
    for _, query in synthetic_queries(synthetic_catalogue(12_000), 120):
        wanted = {hit.place.id for hit in full.search(query).hits}
        found = {hit.place.id for hit in quick.search(query).hits}
        recalls.append(len(wanted & found) / len(wanted) if wanted else float(not found))
    assert np.mean(recalls) >= 0.98


def test_a_city_alone_lists_its_best_known_places(searcher: Searcher) -> None:
    city = next(iter(synthetic_catalogue(12_000).cities))
    assert searcher.without().search(city).hits == searcher.exhaustive().search(city).hits


def test_any_string_gets_an_answer(searcher: Searcher) -> None:
    quick = searcher.without()
    for text in ("", "🙂", "а" * 4096, "церковь " * 500, "№ 17", "\x00", "教堂"):
        assert len(quick.search(text).hits) <= 5
