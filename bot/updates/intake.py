"""The way of every update, polled or pushed: written down, handled in its chat's order, answered.

What is interrupted is neither lost nor forgotten: it is taken up when the bot starts again.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Hashable, Sequence
from contextlib import asynccontextmanager
from functools import partial

from aiogram import Bot, Dispatcher
from aiogram.types import Update

from bot.app import build_dispatcher
from bot.middlewares.groups import attach
from bot.services import Services
from bot.settings import Settings
from bot.updates.inbox import Inbox
from bot.updates.journal import Journal, update_of
from bot.updates.lanes import Arrival, Lanes

log = logging.getLogger(__name__)


class Intake:
    """Takes updates and hands them to the dispatcher; made by `taking`."""

    def __init__(self, bot: Bot, dispatcher: Dispatcher, inbox: Inbox, most: int) -> None:
        self._bot = bot
        self._dispatcher = dispatcher
        self._inbox = inbox
        self._lanes = Lanes(self._answer, most)
        # Inline queries, and taps on what is shown already, expire while others wait.
        self._prompt = Lanes(self._answer, most)

    @property
    def kinds(self) -> list[str]:
        """The kinds of updates that some handler takes."""
        return self._dispatcher.resolve_used_update_types()

    async def take(self, updates: Sequence[Update]) -> None:
        """Keep and begin to answer; those seen before are left out.

        When it returns, Telegram may forget the updates. Raises SQLAlchemyError when none is kept.
        """
        by_id = {update.update_id: update for update in updates}
        texts = {
            number: update.model_dump_json(exclude_unset=True, by_alias=True)
            for number, update in by_id.items()
        }
        new = await self._inbox.keep(texts)
        for number in sorted(new):
            self._begin(by_id[number], texts[number])

    async def take_up(self) -> None:
        """Begin to answer what an earlier run has left."""
        left = await self._inbox.unanswered()
        for number, text in left.items():
            try:
                update = Update.model_validate_json(update_of(text))
            except ValueError:
                log.exception("The kept update %d cannot be read.", number)
                self._inbox.answered(number)
            else:
                self._begin(update, text)
        if left:
            log.info("Taken up: %d updates from before.", len(left))

    async def room(self) -> None:
        """Wait until more updates may be taken."""
        await self._lanes.room()

    async def drain(self, seconds: float) -> int:
        """Finish what has begun; returns how many took longer and were left for the next start."""
        return sum(await asyncio.gather(self._lanes.drain(seconds), self._prompt.drain(seconds)))

    def _begin(self, update: Update, text: str) -> None:
        chat, user = _chat_of(update), _user_of(update)
        tap = update.callback_query is not None
        if chat is None or (tap and not self._lanes.free(chat)):
            lane: Hashable = ("tap", chat, user) if tap else ("update", update.update_id)
            self._prompt.put(Arrival(update.update_id, text, lane))
        else:
            album = update.message.media_group_id if update.message is not None else None
            self._lanes.put(Arrival(update.update_id, text, chat, album))

    async def _answer(self, arrival: Arrival) -> None:
        try:
            journal = Journal(arrival.update, partial(self._inbox.change, arrival.update_id))
            update = Update.model_validate_json(journal.update, context={"bot": self._bot})
            with journal.open():
                await self._dispatcher.feed_update(self._bot, update)
        except Exception:
            # Handled again it would fail again, so it counts as answered.
            log.exception("Update %d could not be handled.", arrival.update_id)
        self._inbox.answered(arrival.update_id)


@asynccontextmanager
async def taking(bot: Bot, services: Services, settings: Settings) -> AsyncIterator[Intake]:
    """An intake that has taken up what was left; on leaving, what has begun is finished.

    That takes at most DRAIN_SECONDS. What is left then is answered after the next start.
    """
    async with Inbox(services.store.engine) as inbox:
        attach(bot, services.groups)
        dispatcher = build_dispatcher(services)
        intake = Intake(bot, dispatcher, inbox, settings.max_concurrent_updates)
        try:
            await intake.take_up()
            yield intake
        finally:
            left = await intake.drain(settings.drain_seconds)
            if left:
                log.warning("Stopped while %d updates were still being answered.", left)


def _chat_of(update: Update) -> int | None:
    """The chat whose order the update keeps; None for what belongs to no chat."""
    tap = update.callback_query
    chat = getattr(update.event if tap is None else tap.message, "chat", None)
    return None if chat is None else int(chat.id)


def _user_of(update: Update) -> int | None:
    user = getattr(update.event, "from_user", None)
    return None if user is None else int(user.id)
