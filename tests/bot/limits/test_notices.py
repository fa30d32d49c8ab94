from __future__ import annotations

from bot.limits.notices import Notices


def test_a_word_is_said_once_within_the_seconds_to_each() -> None:
    notices = Notices(seconds=5)
    assert notices.notice_due("a", 100)
    assert not notices.notice_due("a", 104)
    assert notices.notice_due("b", 104)
    assert notices.notice_due("a", 105)
