from __future__ import annotations

import asyncio
from collections import Counter
from datetime import date, timedelta

import pytest
from sqlalchemy import update

from bot.store import Store, counting
from bot.store.counting import percentile, step_of, today
from bot.store.models import Visitor
from bot.store.store import VISITOR_DAYS


async def test_events_and_users_are_counted(store: Store) -> None:
    for user in (1, 1, 2):
        await store.count("photo", user)
    await store.count("search", 2)
    await store.count("inline")
    statistics = await store.statistics()
    assert statistics.total == statistics.today == {"photo": 3, "search": 1, "inline": 1}
    assert (statistics.users, statistics.users_today, statistics.users_week) == (2, 2, 2)


async def test_counts_outlive_a_restart_and_go_on(store: Store, url: str) -> None:
    await store.count("photo", 1, 100)
    await store.close()
    again = await Store.open(url)
    await again.count("photo", 1, 100)
    assert (await again.statistics()).total == {"photo": 2}
    await again.close()


async def test_counts_are_written_without_being_asked_for(
    store: Store, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(counting, "PAUSE", 0.01)
    await store.count("photo", 1)
    await asyncio.sleep(1)
    other = await Store.open(url)
    assert (await other.statistics()).total == {"photo": 1}
    await other.close()


async def test_what_is_counted_while_it_is_written_is_not_lost(store: Store) -> None:
    async def count(user: int) -> None:
        await store.count("photo", user)
        await store.statistics()

    await asyncio.gather(*(count(user) for user in range(50)))
    statistics = await store.statistics()
    assert statistics.total == {"photo": 50}
    assert statistics.users == 50


async def test_latency_is_told_by_its_median_and_its_95th_percentile(store: Store) -> None:
    for milliseconds in range(1, 1001):
        await store.count("photo", None, milliseconds)
    latency = (await store.statistics()).latency["photo"]
    assert latency.median == pytest.approx(500, rel=0.04)
    assert latency.p95 == pytest.approx(950, rel=0.04)


async def test_accuracy_is_the_share_of_right_answers(store: Store) -> None:
    assert (await store.statistics()).accuracy is None
    for word in ("right", "right", "right", "wrong"):
        await store.count(f"feedback_{word}", 1)
    assert (await store.statistics()).accuracy == 0.75


async def test_who_does_not_come_back_is_no_longer_remembered(store: Store) -> None:
    async def seen(user: int, days_ago: int) -> None:
        await store.count("photo", user)
        await store.statistics()
        day = today() - timedelta(days=days_ago)
        async with store.engine.begin() as connection:
            query = update(Visitor).where(Visitor.user_id == user).values(seen_on=day)
            await connection.execute(query)

    for user, days_ago in ((1, 0), (2, 6), (3, 7), (4, VISITOR_DAYS + 1)):
        await seen(user, days_ago)
    await store.expire()
    statistics = await store.statistics()
    assert (statistics.users_today, statistics.users_week, statistics.users) == (1, 2, 3)


async def test_a_new_day_is_counted_for_itself(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    await store.count("photo", 1)
    await store.statistics()
    tomorrow: date = today() + timedelta(days=1)
    for module in ("counting", "store"):
        monkeypatch.setattr(f"bot.store.{module}.today", lambda: tomorrow)
    await store.count("photo", 1)
    statistics = await store.statistics()
    assert (statistics.total, statistics.today) == ({"photo": 2}, {"photo": 1})


@pytest.mark.parametrize("milliseconds", [1, 3, 40, 700, 60_000])
def test_a_duration_is_told_to_four_percent(milliseconds: float) -> None:
    told = percentile(Counter({step_of(milliseconds): 1}), 0.5)
    assert told == pytest.approx(milliseconds, rel=0.04)
