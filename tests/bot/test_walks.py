from __future__ import annotations

import asyncio

import pytest

from bot.asked import Asked
from bot.walks import PAUSE, STALE, Walks
from inference import Place

GATE, TOWER = (Place(name, name, "towers", "Владимир", lat=56.1, lon=40.4) for name in "GT")


class Values:
    """A store that forgets with the test."""

    def __init__(self) -> None:
        self.values: dict[str, str] = {}

    async def remember(
        self, key: str, value: str, *, user_id: int | None = None, days: float | None = None
    ) -> None:
        self.values[key] = value

    async def recall(self, key: str) -> str | None:
        return self.values.get(key)


class Clock:
    def __init__(self) -> None:
        self.now = 1_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def values() -> Values:
    return Values()


@pytest.fixture
def walks(values: Values, clock: Clock) -> Walks:
    return Walks(Asked(values), clock)


async def test_a_landmark_is_told_once_in_a_walk(walks: Walks, clock: Clock) -> None:
    assert await walks.next_landmark(1, 5, [GATE], clock.now) == GATE
    clock.now += 10 * PAUSE
    assert await walks.next_landmark(1, 5, [GATE], clock.now) is None


async def test_another_walk_tells_it_again(walks: Walks, clock: Clock) -> None:
    await walks.next_landmark(1, 5, [GATE], clock.now)
    assert await walks.next_landmark(1, 6, [GATE], clock.now) == GATE
    assert await walks.next_landmark(2, 5, [GATE], clock.now) == GATE


async def test_the_nearest_that_is_new_comes_first(walks: Walks, clock: Clock) -> None:
    assert await walks.next_landmark(1, 5, [GATE, TOWER], clock.now) == GATE
    clock.now += PAUSE
    assert await walks.next_landmark(1, 5, [GATE, TOWER], clock.now) == TOWER


async def test_not_more_than_one_a_minute_is_told(walks: Walks, clock: Clock) -> None:
    await walks.next_landmark(1, 5, [GATE], clock.now)
    clock.now += PAUSE - 1
    assert await walks.next_landmark(1, 5, [TOWER], clock.now) is None
    clock.now += 1
    assert await walks.next_landmark(1, 5, [TOWER], clock.now) == TOWER


async def test_an_old_position_tells_nothing(walks: Walks, clock: Clock) -> None:
    assert await walks.next_landmark(1, 5, [GATE], clock.now - STALE - 1) is None


async def test_two_positions_at_once_tell_one_landmark(walks: Walks, clock: Clock) -> None:
    positions = (walks.next_landmark(1, 5, [GATE, TOWER], clock.now) for _ in range(5))
    told = await asyncio.gather(*positions)
    assert [place for place in told if place is not None] == [GATE]


async def test_a_restart_tells_nothing_again_and_keeps_no_position(
    walks: Walks, values: Values, clock: Clock
) -> None:
    await walks.next_landmark(1234, 5678, [GATE], clock.now)
    again = Walks(Asked(values), clock)
    clock.now += PAUSE
    assert await again.next_landmark(1234, 5678, [GATE], clock.now) is None
    kept = str(values.values)
    assert all(told not in kept for told in ("1234", "5678", "56.1", "40.4"))
