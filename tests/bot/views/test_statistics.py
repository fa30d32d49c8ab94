from __future__ import annotations

import pytest

from bot.store import Latency, Statistics
from bot.texts import texts_in
from bot.views.statistics import statistics_text


@pytest.mark.parametrize(
    ("language", "unmeasured", "unjudged"),
    [("ru", "ещё не измерено", "Оценок ответов ещё нет"), ("en", "not yet", "No answer has been")],
)
def test_a_new_bot_has_statistics_too(language: str, unmeasured: str, unjudged: str) -> None:
    text = statistics_text(Statistics(0, 0, 0, {}, {}, {}), 0, texts_in(language))
    assert text.count(unmeasured) == 3
    assert unjudged in text


def test_times_and_shares_are_rounded_for_reading() -> None:
    total = {"photo": 7, "feedback_right": 2, "feedback_wrong": 1}
    statistics = Statistics(3, 1, 2, total, {"photo": 4}, {"photo": Latency(123.4, 987.6)})
    text = statistics_text(statistics, 93_784, texts_in("en"))
    assert "Users: 3 (1 today, 2 in a week)" in text
    assert "Photos: 7 (4 today)" in text
    assert "photo: 123 ms, 988 ms" in text
    assert "67 % (👍 2, 👎 1)" in text
    assert "Running for 1 d 2 h 3 min" in text
