from __future__ import annotations

import sys
from collections import Counter

from bot.notices import MAX_LINES, notice_text, place_of
from bot.texts import texts_in


def test_the_place_is_the_innermost_line_of_ours() -> None:
    try:
        texts_in("ru")("no such message")
    except LookupError:
        place = place_of(sys.exc_info()[2])
    assert place is not None
    assert place.startswith("bot/texts.py:")
    assert place.endswith("__call__")


def test_an_error_outside_has_no_place_of_ours() -> None:
    assert place_of(None) is None


def test_the_most_frequent_error_comes_first() -> None:
    counts = Counter({("ValueError", "bot/a.py:1"): 2, ("KeyError", "bot/b.py:2"): 5})
    first, second, third = notice_text(counts, "en").splitlines()
    assert "7 errors" in first
    assert second == "5 × <b>KeyError</b> <code>bot/b.py:2</code>"
    assert "ValueError" in third


def test_many_kinds_of_errors_fit_into_a_message() -> None:
    counts = Counter({("ValueError", f"bot/some/folder/module.py:{n}"): 1 for n in range(500)})
    text = notice_text(counts, "ru")
    assert len(text) < 4096
    assert f"и ещё {500 - MAX_LINES} видов" in text


def test_a_name_cannot_forge_markup() -> None:
    assert "&lt;lambda&gt;" in notice_text(Counter({("E", "bot/a.py:1 <lambda>"): 1}), "ru")
