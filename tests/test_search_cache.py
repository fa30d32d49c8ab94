from __future__ import annotations

from inference.search import SearchResult
from inference.search_cache import SearchCache


def result(text: str) -> SearchResult:
    return SearchResult(text, None, ())


def test_a_kept_result_is_found_for_the_same_question_only() -> None:
    cache = SearchCache()
    cache.keep(("башня", None, 5), result("башня"))
    assert cache.get(("башня", None, 5)) == result("башня")
    assert cache.get(("башня", "Порту", 5)) is None
    assert cache.get(("башня", None, 4)) is None


def test_of_too_many_those_least_lately_asked_go_first() -> None:
    cache = SearchCache(size=2)
    for text in ("башня", "мост"):
        cache.keep((text, None, 5), result(text))
    assert cache.get(("башня", None, 5)) is not None
    cache.keep(("парк", None, 5), result("парк"))
    assert cache.get(("мост", None, 5)) is None
    assert cache.get(("башня", None, 5)) is not None
    assert cache.get(("парк", None, 5)) is not None
