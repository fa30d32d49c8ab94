from __future__ import annotations

import numpy as np

from inference.search.strings import SortedTexts

TEXTS = SortedTexts.of(["храм", "башня", "храмы", "arch", "храмовый", "дом", "башня"])


def test_different_texts_are_sorted() -> None:
    assert list(TEXTS) == ["arch", "башня", "дом", "храм", "храмовый", "храмы"]


def test_a_text_is_found_by_halving() -> None:
    assert [TEXTS.find(text) for text in TEXTS] == list(range(6))
    assert TEXTS.find("хра") is None
    assert TEXTS.find("я") is None
    assert TEXTS.find("\ud800") is None
    assert SortedTexts.of([]).find("храм") is None


def test_texts_of_one_beginning_lie_side_by_side() -> None:
    assert [TEXTS[number] for number in TEXTS.starting_with("храм")] == [
        "храм",
        "храмовый",
        "храмы",
    ]
    assert list(TEXTS.starting_with("щ")) == []


def test_many_texts_are_taken_at_once() -> None:
    numbers = np.array([5, 0, 2, 0])
    assert TEXTS.take(numbers) == [TEXTS[int(number)] for number in numbers]
    assert TEXTS.take(np.array([], dtype=np.int64)) == []
