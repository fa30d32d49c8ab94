from __future__ import annotations

import pytest

from inference.search import Searcher
from inference.search.cities import CityFinder
from inference.search.query import read

NO_CITIES = CityFinder(())


@pytest.mark.parametrize(
    ("text", "russian"),
    [
        ("старая церковь у реки", True),
        ("где посмотреть театр", True),
        ("ещцук", False),  # "tower" on the other layout
        ("старая церкоффь", False),
        ("old church", False),
        ("театр opera", False),
        ("где посмотреть", False),  # says nothing
    ],
)
def test_russian_is_what_has_no_word_but_real_russian_ones(text: str, russian: bool) -> None:
    assert read(text, NO_CITIES).is_russian is russian


def test_what_is_russian_as_it_stands_is_not_read_on_the_other_layout(
    searcher: Searcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(f"{Searcher.__module__}.read_other_layout", pytest.fail)
    searcher.search("прогноз погоды на завтра")
