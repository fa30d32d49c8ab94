from __future__ import annotations

from typing import Any

import pytest

from inference.wikimedia.shapes import mapping, sequence, text


@pytest.mark.parametrize("odd", [None, True, 5, 1.5, "text", [], ["a"]])
def test_what_is_no_object_is_an_empty_one(odd: Any) -> None:
    assert mapping(odd) == {}
    assert mapping({"a": odd}) == {"a": odd}


@pytest.mark.parametrize("odd", [None, True, 5, 1.5, "text", {}, {"a": 1}])
def test_what_is_no_list_is_an_empty_one(odd: Any) -> None:
    assert sequence(odd) == []
    assert sequence([odd]) == [odd]


@pytest.mark.parametrize("odd", [None, True, 5, 1.5, [], ["a"], {}, {"a": "b"}])
def test_what_is_no_text_is_an_empty_one(odd: Any) -> None:
    assert text(odd) == ""


def test_a_text_can_be_written_to_a_file() -> None:
    assert text("Казань 🕌") == "Казань 🕌"
    assert text("half \ud83d of a sign") == "half \ufffd of a sign"
