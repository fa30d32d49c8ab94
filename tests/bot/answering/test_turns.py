from __future__ import annotations

import asyncio

from bot.answering.turns import Turns


async def answer(
    turns: Turns,
    name: str,
    answered: list[str],
    words: str,
    until: asyncio.Event | None = None,
) -> None:
    """Answers at the next opportunity, or once `until` is set."""
    async with turns.take(name) as turn:
        if turn.newest:
            answered.append(f"{words} begins")
            await (until.wait() if until else asyncio.sleep(0))
            answered.append(f"{words} ends")


async def test_the_same_message_is_answered_one_at_a_time_and_its_last_edit_counts() -> None:
    turns, answered, edited = Turns(), list[str](), asyncio.Event()
    async with asyncio.TaskGroup() as group:
        group.create_task(answer(turns, "1:1", answered, "first", edited))
        await asyncio.sleep(0)
        for words in ("second", "third", "last"):
            group.create_task(answer(turns, "1:1", answered, words))
        await asyncio.sleep(0)
        edited.set()
    assert answered == ["first begins", "first ends", "last begins", "last ends"]


async def test_a_turn_learns_while_it_lasts_that_a_newer_one_has_come() -> None:
    turns = Turns()
    async with turns.take("a") as turn:
        assert turn.newest
        later = asyncio.create_task(answer(turns, "a", [], "later"))
        await asyncio.sleep(0)
        assert not turn.newest
    await later


async def test_messages_do_not_wait_for_each_other() -> None:
    turns, answered = Turns(), list[str]()
    await asyncio.gather(*(answer(turns, name, answered, name) for name in "ab"))
    assert answered == ["a begins", "b begins", "a ends", "b ends"]


async def test_what_fails_lets_the_next_go_on_and_nothing_is_left_behind() -> None:
    turns, answered = Turns(), list[str]()

    async def fail() -> None:
        async with turns.take("a"):
            raise ValueError

    await asyncio.gather(fail(), answer(turns, "a", answered, "next"), return_exceptions=True)
    assert answered == ["next begins", "next ends"]
    assert not turns._lines
