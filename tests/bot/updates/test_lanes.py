from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from bot.updates.lanes import Arrival, Lanes

_OPEN: list[Lanes] = []


@pytest.fixture(autouse=True)
async def _nothing_runs_on() -> AsyncIterator[None]:
    yield
    while _OPEN:
        await _OPEN.pop().drain(0)


def open_lanes(diary: Diary, most: int) -> Lanes:
    _OPEN.append(Lanes(diary.handle, most))
    return _OPEN[-1]


class Diary:
    """A handler that writes down what it begins and ends; it ends when it is told."""

    def __init__(self) -> None:
        self.begun: list[int] = []
        self.ended: list[int] = []
        self._gates: dict[int, asyncio.Event] = {}

    async def handle(self, arrival: Arrival) -> None:
        self.begun.append(arrival.update_id)
        await self._gates.setdefault(arrival.update_id, asyncio.Event()).wait()
        self.ended.append(arrival.update_id)

    async def end(self, *numbers: int) -> None:
        for number in numbers:
            self._gates.setdefault(number, asyncio.Event()).set()
        await asyncio.sleep(0.01)


async def put(lanes: Lanes, *arrivals: tuple[int, str] | tuple[int, str, str]) -> None:
    for number, chat, *album in arrivals:
        lanes.put(Arrival(number, "{}", chat, album[0] if album else None))
    await asyncio.sleep(0.01)


async def test_updates_of_one_chat_are_handled_one_after_another() -> None:
    diary = Diary()
    lanes = open_lanes(diary, 10)
    await put(lanes, (1, "a"), (2, "a"), (3, "a"))
    assert diary.begun == [1]
    await diary.end(1)
    assert diary.begun == [1, 2]
    await diary.end(2, 3)
    assert diary.ended == [1, 2, 3]


async def test_chats_do_not_wait_for_each_other() -> None:
    diary = Diary()
    await put(open_lanes(diary, 10), (1, "a"), (2, "a"), (3, "b"))
    assert diary.begun == [1, 3]


async def test_the_items_of_an_album_are_handled_together_and_what_follows_waits() -> None:
    diary = Diary()
    lanes = open_lanes(diary, 1)
    await put(lanes, (1, "a", "x"), (2, "a", "x"), (3, "a", "x"), (4, "a"))
    assert diary.begun == [1, 2, 3]
    await diary.end(1, 2)
    assert diary.begun == [1, 2, 3]
    await diary.end(3)
    assert diary.begun == [1, 2, 3, 4]


async def test_no_more_are_handled_at_a_time_than_the_limit_and_the_longest_waiting_is_next() -> (
    None
):
    diary = Diary()
    lanes = open_lanes(diary, 2)
    await put(lanes, (1, "a"), (2, "b"), (3, "a"), (4, "c"), (5, "d"))
    assert diary.begun == [1, 2]
    assert not lanes.free("e")
    await diary.end(1)
    assert diary.begun == [1, 2, 4]
    await diary.end(2)
    await diary.end(4)
    assert diary.begun == [1, 2, 4, 5, 3]


async def test_draining_finishes_what_has_begun_and_begins_no_more() -> None:
    diary = Diary()
    lanes = open_lanes(diary, 10)
    await put(lanes, (1, "a"), (2, "a"))
    draining = asyncio.create_task(lanes.drain(5))
    await diary.end(1)
    assert await draining == 0
    await put(lanes, (3, "b"))
    assert (diary.begun, diary.ended) == ([1], [1])


async def test_draining_ends_in_time() -> None:
    diary = Diary()
    lanes = open_lanes(diary, 10)
    await put(lanes, (1, "a"), (2, "b"))
    assert await lanes.drain(0.05) == 2
    assert diary.ended == []


async def test_room_is_made_when_what_waits_begins() -> None:
    diary = Diary()
    lanes = open_lanes(diary, 1)
    await put(lanes, *((number, "a") for number in range(5_001)))
    full = asyncio.create_task(lanes.room())
    await asyncio.sleep(0.01)
    assert not full.done()
    await diary.end(0)
    await asyncio.wait_for(full, 1)
