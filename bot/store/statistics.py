"""Statistics in the database: what was counted goes in, what the owner asks for comes out."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.store.counting import Counted, percentile
from bot.store.models import Duration, Tally, Visitor
from bot.store.records import Latency, Statistics

LATENCY_DAYS = 7


async def write_counted(session: AsyncSession, insert: Any, counted: Counted) -> None:
    """Add to the counts of each day. `insert` is the dialect's, which knows upserts."""
    if counted.visitors:
        visits = insert(Visitor)
        visits = visits.on_conflict_do_update(
            index_elements=["user_id"], set_={"seen_on": visits.excluded.seen_on}
        )
        await session.execute(
            visits, [{"user_id": user, "seen_on": day} for user, day in counted.visitors.items()]
        )
    for table, rows in ((Tally, _tallies(counted)), (Duration, _durations(counted))):
        keys = [column.name for column in table.__table__.primary_key]
        added = insert(table)
        added = added.on_conflict_do_update(
            index_elements=keys, set_={"count": table.count + added.excluded.count}
        )
        for row in rows:
            await session.execute(added.values(row))


def _tallies(counted: Counted) -> Iterator[dict[str, object]]:
    for (day, event), count in counted.tallies.items():
        yield {"day": day, "event": event, "count": count}


def _durations(counted: Counted) -> Iterator[dict[str, object]]:
    for (day, event, step), count in counted.durations.items():
        yield {"day": day, "event": event, "step": step, "count": count}


async def read_statistics(session: AsyncSession, today: date) -> Statistics:
    """All counts, with the latency of the last days."""

    async def users(since: date) -> int:
        query = select(func.count()).select_from(Visitor).where(Visitor.seen_on >= since)
        return await session.scalar(query) or 0

    total: Counter[str] = Counter()
    of_today: Counter[str] = Counter()
    for tally in await session.scalars(select(Tally)):
        total[tally.event] += tally.count
        if tally.day == today:
            of_today[tally.event] += tally.count
    steps: defaultdict[str, Counter[int]] = defaultdict(Counter)
    recent = select(Duration).where(Duration.day > today - timedelta(days=LATENCY_DAYS))
    for duration in await session.scalars(recent):
        steps[duration.event][duration.step] += duration.count
    return Statistics(
        users=await users(date.min),
        users_today=await users(today),
        users_week=await users(today - timedelta(days=6)),
        total=dict(total),
        today=dict(of_today),
        latency={
            event: Latency(percentile(counts, 0.5), percentile(counts, 0.95))
            for event, counts in steps.items()
        },
    )
