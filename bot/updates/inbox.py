"""Updates are written down before Telegram is told that they arrived, until they are answered.

So a kill loses none, and one that Telegram sends again is known. What waits to be written goes in
one transaction, begun as soon as the one before has ended: a busy bot writes more at a time.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Mapping
from contextlib import suppress

from sqlalchemy import bindparam, delete, select, update
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.store.models import InboxRow
from bot.store.opening import INSERTS

log = logging.getLogger(__name__)

# Telegram keeps an update for a day, and sends one again within seconds.
KEPT_SECONDS = 24 * 60 * 60
KEPT_ANSWERED = 20_000
_TIDY_EVERY = 1_000
_PAUSE = 1.0
_ANSWERED = ""  # of an answered update nothing but its number is kept
_CHANGE = (
    update(InboxRow).where(InboxRow.update_id == bindparam("of")).values(update=bindparam("text"))
)


class Inbox:
    """Use as `async with Inbox(engine) as inbox`; the engine stays open."""

    def __init__(self, engine: AsyncEngine, pause: float = _PAUSE) -> None:
        self._engine = engine
        self._insert = INSERTS[engine.dialect.name]
        self._pause = pause
        self._arrived: list[tuple[Mapping[int, str], asyncio.Future[set[int]]]] = []
        self._changed: dict[int, str] = {}
        self._answered: list[int] = []
        self._since_tidy = 0
        self._wake = asyncio.Event()
        self._closing = False

    async def __aenter__(self) -> Inbox:
        self._writer = asyncio.create_task(self._write_on())
        return self

    async def __aexit__(self, *_: object) -> None:
        self._closing = True
        self._wake.set()
        with suppress(asyncio.CancelledError):
            await self._writer

    async def keep(self, updates: Mapping[int, str]) -> set[int]:
        """Write updates down, as JSON by their ids; returns which of them are new.

        Raises SQLAlchemyError where the database refuses; then none is kept.
        """
        if not updates:
            return set()
        new: asyncio.Future[set[int]] = asyncio.get_running_loop().create_future()
        self._arrived.append((updates, new))
        self._wake.set()
        return await new

    def change(self, update_id: int, text: str) -> None:
        """Keep another text for an update that is being answered; within milliseconds."""
        self._changed[update_id] = text
        self._wake.set()

    def answered(self, update_id: int) -> None:
        """It needs no more answer; written down within milliseconds."""
        self._changed.pop(update_id, None)
        self._answered.append(update_id)
        self._wake.set()

    async def unanswered(self) -> Mapping[int, str]:
        """What an earlier run has taken and not answered, as JSON by ids, the oldest first."""
        query = (
            select(InboxRow.update_id, InboxRow.update)
            .where(InboxRow.update != _ANSWERED)
            .order_by(InboxRow.taken_at, InboxRow.update_id)
        )
        async with self._engine.connect() as connection:
            return {row.update_id: row.update for row in await connection.execute(query)}

    async def _write_on(self) -> None:
        while not self._closing or self._answered or self._arrived or self._changed:
            await self._wake.wait()
            self._wake.clear()
            arrived, self._arrived = self._arrived, []
            answered, self._answered = self._answered, []
            changed, self._changed = self._changed, {}
            try:
                await self._write(arrived, changed, answered)
            except SQLAlchemyError as error:
                log.error("Updates could not be written down: %s", error)
                for _, new in arrived:
                    if not new.done():
                        new.set_exception(error)
                if self._closing:
                    return
                self._answered = answered + self._answered
                self._changed = changed | self._changed
                await asyncio.sleep(self._pause)
                self._wake.set()
            if self._closing:
                self._wake.set()

    async def _write(
        self,
        arrived: list[tuple[Mapping[int, str], asyncio.Future[set[int]]]],
        changed: Mapping[int, str],
        answered: list[int],
    ) -> None:
        added: list[tuple[set[int], asyncio.Future[set[int]]]] = []
        async with self._engine.begin() as connection:
            if changed:
                rows = [{"of": number, "text": text} for number, text in changed.items()]
                await connection.execute(_CHANGE, rows)
            if answered:
                row = InboxRow.update_id.in_(answered)
                await connection.execute(update(InboxRow).where(row).values(update=_ANSWERED))
                await self._tidy(connection, len(answered))
            for updates, new in arrived:
                added.append((await self._add(connection, updates), new))
        for ids, new in added:
            if not new.done():
                new.set_result(ids)

    async def _add(self, connection: AsyncConnection, updates: Mapping[int, str]) -> set[int]:
        query = select(InboxRow.update_id).where(InboxRow.update_id.in_(list(updates)))
        new = set(updates) - set((await connection.scalars(query)).all())
        if new:
            now = time.time()
            rows = [
                {"update_id": number, "update": updates[number], "taken_at": now}
                for number in sorted(new)
            ]
            await connection.execute(self._insert(InboxRow).on_conflict_do_nothing(), rows)
        return new

    async def _tidy(self, connection: AsyncConnection, answered: int) -> None:
        """Forget the oldest of the answered: no update that old is sent again."""
        self._since_tidy += answered
        if self._since_tidy < _TIDY_EVERY:
            return
        self._since_tidy = 0
        is_answered = InboxRow.update == _ANSWERED
        newest = select(InboxRow.taken_at).where(is_answered).order_by(InboxRow.taken_at.desc())
        surplus = await connection.scalar(newest.offset(KEPT_ANSWERED).limit(1))
        oldest = max(time.time() - KEPT_SECONDS, surplus or 0.0)
        await connection.execute(delete(InboxRow).where(is_answered, InboxRow.taken_at <= oldest))
