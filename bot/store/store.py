"""The store's one door: what outlives a restart, on SQLite or PostgreSQL."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator, Collection, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import delete, func, inspect, select
from sqlalchemy.ext.asyncio import AsyncEngine, async_sessionmaker

from bot.store.counting import Counted, Counting, today
from bot.store.kept_photos import bare_jpeg
from bot.store.models import Base, Chat, FeedbackRow, Memory, Upload, Visitor
from bot.store.opening import INSERTS, open_database
from bot.store.records import ChatSettings, Feedback, Statistics
from bot.store.statistics import read_statistics, write_counted

# How long a user who does not come back is counted.
VISITOR_DAYS = 90
ROWS_AT_ONCE = 16


class Store:
    """Open with `await Store.open(url)`, close with `await store.close()`."""

    def __init__(self, engine: AsyncEngine) -> None:
        self.engine = engine
        self._session = async_sessionmaker(engine, expire_on_commit=False)
        self._insert = INSERTS[engine.dialect.name]
        self._counting = Counting(self._write_counted)
        self._expired_on: date | None = None

    @classmethod
    async def open(cls, url: str) -> Store:
        """Open the database at an SQLAlchemy address, made if missing. Raises StoreError."""
        store = cls(await open_database(url))
        await store.expire()
        return store

    async def close(self) -> None:
        await self._counting.close()
        await self.engine.dispose()

    async def chat(self, chat_id: int) -> ChatSettings:
        async with self._session() as session:
            chat = await session.get(Chat, chat_id)
            return (
                ChatSettings(chat.city, chat.language, chat.every_photo) if chat else ChatSettings()
            )

    async def change_chat(self, chat_id: int, **values: str | bool | None) -> None:
        """Change the settings that are named, by the names in ChatSettings; the others stay."""
        await self._upsert(Chat, [{"chat_id": chat_id, **values}])

    async def city(self, chat_id: int) -> str | None:
        """The city that a chat chose, or None for all."""
        return (await self.chat(chat_id)).city

    async def set_city(self, chat_id: int, city: str | None) -> None:
        await self.change_chat(chat_id, city=city)

    async def move_chat(self, old: int, new: int) -> None:
        """Settings follow a group that became a supergroup, unless that has its own already."""
        of_old = select(Chat.city, Chat.language, Chat.every_photo).where(Chat.chat_id == old)
        async with self._session.begin() as session:
            removed = delete(Chat).where(Chat.chat_id == old).returning(*of_old.selected_columns)
            row = (await session.execute(removed)).one_or_none()
            if row is not None:
                insert = self._insert(Chat).values(chat_id=new, **row._mapping)
                await session.execute(insert.on_conflict_do_nothing())

    async def add_feedback(self, feedback: Feedback) -> None:
        """Write down what a user said, in place of what the user said of the same answer before.

        Of a photo, what it shows and no more.
        """
        photo = None
        if feedback.agreed and feedback.photo is not None:
            photo = await asyncio.to_thread(bare_jpeg, feedback.photo)
        row = {
            "given_at": time.time(),
            "user_id": feedback.user_id,
            "chat_id": feedback.chat_id,
            "place_id": feedback.place_id,
            "scores": dict(feedback.scores),
            "model": feedback.model,
            "agreed": feedback.agreed,
            "photo": photo,
            "answer": feedback.answer,
        }
        await self._upsert(FeedbackRow, [row], ("user_id", "answer"))

    async def feedback_on(self, answer: str, user_id: int) -> FeedbackRow | None:
        """What a user has said of an answer, by its key."""
        query = select(FeedbackRow).where(
            FeedbackRow.user_id == user_id, FeedbackRow.answer == answer
        )
        async with self._session() as session:
            return await session.scalar(query)

    async def feedback(self) -> AsyncGenerator[FeedbackRow, None]:
        """All feedback, the oldest first, read a few rows at a time: photos are large."""
        last, some = 0, True
        while some:
            query = select(FeedbackRow).where(FeedbackRow.id > last).order_by(FeedbackRow.id)
            async with self._session() as session:
                rows = (await session.scalars(query.limit(ROWS_AT_ONCE))).all()
            for row in rows:
                yield row
                last = row.id
            some = bool(rows)

    async def feedback_count(self) -> int:
        async with self._session() as session:
            return await session.scalar(select(func.count()).select_from(FeedbackRow)) or 0

    async def count(
        self,
        event: str,
        user_id: int | None = None,
        milliseconds: float | None = None,
        times: int = 1,
    ) -> None:
        """Count an event, and how long its answer took, and its user among the visitors.

        -1 `times` takes back what was counted.
        """
        self._counting.count(event, user_id, milliseconds, times)

    def visited(self, user_id: int) -> None:
        """Count a user among the visitors, whatever brought them."""
        self._counting.visited(user_id)

    async def statistics(self) -> Statistics:
        await self._counting.write()
        async with self._session() as session:
            return await read_statistics(session, today())

    async def forget(self, user_id: int) -> None:
        """Delete all that is kept of a user, at once. Counts of events hold no user and stay."""
        await self._counting.forget(user_id)
        async with self._session.begin() as session:
            for table in (FeedbackRow, Visitor, Memory):
                await session.execute(delete(table).where(table.user_id == user_id))
            # A private chat has the id of its user.
            await session.execute(delete(Chat).where(Chat.chat_id == user_id))

    async def remember(
        self, key: str, value: str, *, user_id: int | None = None, days: float | None = None
    ) -> None:
        """Keep a value under a key of at most 200 characters, for good or for some days.

        What tells something of a user needs its `user_id`, so that `forget` deletes it.
        """
        until = None if days is None else time.time() + timedelta(days=days).total_seconds()
        row = {"key": key, "value": value, "user_id": user_id, "until": until}
        await self._upsert(Memory, [row])

    async def recall(self, key: str) -> str | None:
        async with self._session() as session:
            memory = await session.get(Memory, key)
            if memory is None or (memory.until is not None and memory.until < time.time()):
                return None
            return memory.value

    async def expire(self) -> None:
        """Delete what was to be kept until now; done at every opening and once a day."""
        self._expired_on = today()
        unseen = self._expired_on - timedelta(days=VISITOR_DAYS)
        async with self._session.begin() as session:
            await session.execute(delete(Memory).where(Memory.until < time.time()))
            await session.execute(delete(Visitor).where(Visitor.seen_on < unseen))

    async def file_ids(self, bot_id: int, pictures: Collection[str]) -> Mapping[str, str]:
        """The file_ids of those pictures that this bot has uploaded."""
        query = select(Upload).where(Upload.bot_id == bot_id, Upload.picture.in_(pictures))
        async with self._session() as session:
            return {row.picture: row.file_id for row in await session.scalars(query)}

    async def remember_uploads(self, bot_id: int, file_ids: Mapping[str, str]) -> None:
        rows = [
            {"bot_id": bot_id, "picture": picture, "file_id": file_id}
            for picture, file_id in file_ids.items()
        ]
        await self._upsert(Upload, rows)

    async def forget_uploads(self, bot_id: int, pictures: Collection[str]) -> None:
        query = delete(Upload).where(Upload.bot_id == bot_id, Upload.picture.in_(pictures))
        async with self._session.begin() as session:
            await session.execute(query)

    async def _upsert(
        self, table: type[Base], rows: Sequence[Mapping[str, Any]], keys: Sequence[str] = ()
    ) -> None:
        """Insert rows or renew those whose key exists, in one statement: two handlers may race.

        `keys` name a unique index; the primary key unless given.
        """
        if not rows:
            return
        insert = self._insert(table)
        keys = keys or [column.name for column in inspect(table).primary_key]
        renewed = {name: insert.excluded[name] for name in rows[0] if name not in keys}
        async with self._session.begin() as session:
            await session.execute(
                insert.on_conflict_do_update(index_elements=keys, set_=renewed), rows
            )

    async def _write_counted(self, counted: Counted) -> None:
        async with self._session.begin() as session:
            await write_counted(session, self._insert, counted)
        if self._expired_on != today():
            await self.expire()
