"""Times are real: a second of Telegram is a second here."""

from __future__ import annotations

import asyncio
import time

import pytest

from bot.limits.pace import HeldError, Pace


async def send(pace: Pace, chat_id: int, messages: int = 1) -> float:
    """Send at once when the turn comes; returns when that was."""
    async with pace.turn(chat_id, messages) as turn:
        await turn.wait()
        turn.sent()
        return time.monotonic()


async def test_a_rested_chat_gets_a_burst_and_then_one_message_a_second() -> None:
    pace, begun = Pace(burst=3), time.monotonic()
    times = [await send(pace, 7) - begun for _ in range(5)]
    assert times[2] < 0.3
    assert 0.9 < times[3] < 1.3
    assert 1.9 < times[4] < 2.3


async def test_an_album_counts_as_its_items() -> None:
    pace, begun = Pace(burst=5), time.monotonic()
    await send(pace, 7, 5)
    assert time.monotonic() - begun < 0.3
    await send(pace, 7)
    assert time.monotonic() - begun > 0.9


async def test_an_album_longer_than_the_burst_is_sent_to_a_rested_chat() -> None:
    assert await send(Pace(burst=3), 7, 10) - time.monotonic() < 0.3


async def test_no_second_holds_more_than_the_limit_of_all() -> None:
    pace = Pace(per_second=10)
    times = sorted(await asyncio.gather(*(send(pace, chat) for chat in range(1, 26))))
    assert all(later - times[n] >= 1.0 for n, later in enumerate(times[10:]))
    assert times[-1] - times[0] < 2.5


async def test_a_group_gets_no_more_than_its_minute_allows() -> None:
    pace = Pace(group_per_minute=4)
    for _ in range(4):
        await send(pace, -100)
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(send(pace, -100), 1.5)


async def test_a_chat_that_waits_keeps_no_other_waiting() -> None:
    pace, begun = Pace(burst=1), time.monotonic()
    await send(pace, 1)
    waiting = asyncio.create_task(send(pace, 1))
    await asyncio.sleep(0)
    await send(pace, 2)
    assert time.monotonic() - begun < 0.3
    assert await waiting - begun > 0.9


async def test_messages_of_one_chat_keep_their_order() -> None:
    pace, order = Pace(burst=5), []

    async def call(number: int) -> None:
        async with pace.turn(7, 1) as turn:
            await turn.wait()
            await asyncio.sleep(0.02 / (number + 1))  # the first call takes longest
            turn.sent()
            order.append(number)

    await asyncio.gather(*(call(number) for number in range(5)))
    assert order == [0, 1, 2, 3, 4]


async def test_a_refused_chat_waits_as_long_as_it_is_told_and_others_do_not() -> None:
    pace, begun = Pace(), time.monotonic()
    async with pace.turn(1, 1) as turn:
        await turn.wait()
        turn.refused(1.0)
    later = asyncio.create_task(send(pace, 1))
    assert await send(pace, 2) - begun < 0.3
    assert await later - begun >= 1.0


async def test_a_second_refused_private_chat_lets_all_wait() -> None:
    pace, begun = Pace(), time.monotonic()
    for chat in (1, 2):
        async with pace.turn(chat, 1) as turn:
            await turn.wait()
            turn.refused(1.0)
    assert await send(pace, 3) - begun >= 1.0


async def test_refused_groups_let_nobody_else_wait() -> None:
    pace, begun = Pace(), time.monotonic()
    for chat in (-1, -2, -3):
        async with pace.turn(chat, 1) as turn:
            await turn.wait()
            turn.refused(5.0)
    assert await send(pace, 3) - begun < 0.3


async def test_a_call_is_told_when_telegram_wants_it_to_wait_too_long() -> None:
    pace = Pace(longest_hold=60)
    async with pace.turn(1, 1) as turn:
        await turn.wait()
        turn.refused(3600)
    with pytest.raises(HeldError):
        await send(pace, 1)


async def test_a_cancelled_call_leaves_its_place_to_the_next() -> None:
    pace = Pace(burst=1)
    await send(pace, 1)
    first, second = (asyncio.create_task(send(pace, 1)) for _ in range(2))
    await asyncio.sleep(0.1)
    first.cancel()
    await asyncio.wait_for(second, 1.3)


async def test_rested_chats_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.limits.pace._MANY_CHATS", 50)
    pace = Pace(per_second=1_000)
    for chat in range(1, 51):
        await send(pace, chat)
    await asyncio.sleep(1.1)
    await send(pace, 51)
    assert len(pace) == 1
