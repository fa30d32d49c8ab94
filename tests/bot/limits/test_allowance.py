from __future__ import annotations

import pytest

from bot.limits import allowance as module
from bot.limits.allowance import Allowance


def allowed(allowance: Allowance, *times: float, key: int = 1) -> list[bool]:
    return [allowance.spend(key, time) for time in times]


def test_a_burst_is_allowed_and_then_a_steady_rate() -> None:
    allowance = Allowance(3, 0.5)
    assert allowed(allowance, 100, 100, 100, 100) == [True, True, True, False]
    assert allowed(allowance, 101, 102, 103, 104) == [False, True, False, True]


def test_after_a_rest_the_burst_is_there_again() -> None:
    allowance = Allowance(3, 0.5)
    allowed(allowance, 100, 100, 100)
    assert allowed(allowance, 106, 106, 106, 106) == [True, True, True, False]


def test_each_key_has_its_own() -> None:
    allowance = Allowance(1, 0.5)
    assert allowed(allowance, 100, key=1) == allowed(allowance, 100, key=2) == [True]


def test_what_was_written_earlier_does_not_turn_time_back() -> None:
    allowance = Allowance(2, 1.0)
    assert allowed(allowance, 100, 90, 91, 100) == [True, True, False, False]


def test_the_word_about_it_is_due_once_in_a_while() -> None:
    allowance = Allowance(1, 0.5, notice_seconds=30)
    assert [allowance.notice_due(1, time) for time in (100, 101, 129, 130, 131)] == [
        True,
        False,
        False,
        True,
        False,
    ]


def test_only_so_many_are_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_REMEMBERED", 10)
    allowance = Allowance(1, 0.5)
    for key in range(100):
        allowance.spend(key, 100)
    assert len(allowance) == 10
