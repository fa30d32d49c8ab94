from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import SQLAlchemyError

from bot.store import Store
from bot.store.models import InboxRow
from bot.updates import inbox as module
from bot.updates.inbox import Inbox


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    store = await Store.open(f"sqlite+aiosqlite:///{tmp_path / 'bot.sqlite3'}")
    yield store
    await store.close()


async def test_what_is_not_answered_is_found_again_in_its_order(store: Store) -> None:
    async with Inbox(store.engine) as inbox:
        assert await inbox.keep({12: "c", 10: "a", 11: "b"}) == {10, 11, 12}
        inbox.answered(11)
    async with Inbox(store.engine) as inbox:
        assert list((await inbox.unanswered()).items()) == [(10, "a"), (12, "c")]


async def test_an_update_is_new_once_answered_or_not_and_after_a_restart(store: Store) -> None:
    async with Inbox(store.engine) as inbox:
        await inbox.keep({1: "a", 2: "b"})
        inbox.answered(1)
        assert await inbox.keep({1: "a", 2: "b", 3: "c"}) == {3}
    async with Inbox(store.engine) as inbox:
        assert await inbox.keep({1: "a", 2: "b", 3: "c"}) == set()


async def test_an_update_that_arrives_twice_at_once_is_new_to_one(store: Store) -> None:
    async with Inbox(store.engine) as inbox:
        news = await asyncio.gather(*(inbox.keep({7: "a"}) for _ in range(5)))
    assert sorted(map(len, news)) == [0, 0, 0, 0, 1]


async def test_of_an_answered_update_nothing_is_kept_but_its_number(store: Store) -> None:
    async with Inbox(store.engine) as inbox:
        await inbox.keep({1: "a private word"})
        inbox.answered(1)
    async with store.engine.connect() as connection:
        rows = await connection.execute(select(InboxRow.update_id, InboxRow.update))
        assert rows.all() == [(1, "")]


async def test_the_oldest_answered_are_forgotten(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "KEPT_ANSWERED", 10)
    monkeypatch.setattr(module, "_TIDY_EVERY", 20)
    async with Inbox(store.engine) as inbox:
        await inbox.keep({0: "still to answer"})
        for number in range(1, 41):
            await inbox.keep({number: "a"})
            inbox.answered(number)
        await asyncio.sleep(0.05)
        assert 0 in await inbox.unanswered()
    async with store.engine.connect() as connection:
        assert (await connection.scalar(select(func.count()).select_from(InboxRow)) or 0) < 35


async def test_where_nothing_can_be_written_nothing_counts_as_kept(store: Store) -> None:
    async with Inbox(store.engine, pause=0.01) as inbox:
        await inbox.keep({1: "a"})
        async with store.engine.begin() as connection:
            await connection.execute(text("ALTER TABLE inbox RENAME TO elsewhere"))
        with pytest.raises(SQLAlchemyError):
            await inbox.keep({2: "b"})
        inbox.answered(1)
        await asyncio.sleep(0.05)
        async with store.engine.begin() as connection:
            await connection.execute(text("ALTER TABLE elsewhere RENAME TO inbox"))
        assert await inbox.keep({2: "b"}) == {2}
        await asyncio.sleep(0.05)
        assert list(await inbox.unanswered()) == [2]
