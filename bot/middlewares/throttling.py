"""Who asks too much too fast is told so once, and then not answered for a while."""

from __future__ import annotations

import logging
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Hashable, Mapping
from contextlib import suppress
from typing import Any

from aiogram import BaseMiddleware
from aiogram.enums import ChatType
from aiogram.exceptions import TelegramAPIError
from aiogram.types import CallbackQuery, Message, TelegramObject

from bot.limits.allowance import Allowance
from bot.texts import Texts

log = logging.getLogger(__name__)

# How many at once, and how many a second in the long run: of a user, and of a whole group.
MESSAGES = (20, 1.0)
TAPS = (30, 2.0)
GROUP = (40, 1.0)
_ALBUMS = 1_000
Handler = Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]]


class ThrottlingMiddleware(BaseMiddleware):
    """Inside the routers: only what some handler takes is counted.

    Messages count at the time they were written, so that what waited while the bot was down is
    answered; an album counts as one. Taps have an allowance of their own, a group has one beside
    those of its members.
    """

    def __init__(self) -> None:
        self._messages = Allowance(*MESSAGES)
        self._taps = Allowance(*TAPS)
        self._groups = Allowance(*GROUP)
        self._unasked = Allowance(*GROUP)
        self._albums: OrderedDict[Hashable, bool] = OrderedDict()

    async def __call__(self, handler: Handler, event: TelegramObject, data: dict[str, Any]) -> Any:
        if isinstance(event, CallbackQuery):
            now = time.time()
            if self._taps.spend(event.from_user.id, now):
                return await handler(event, data)
            text = None
            if self._taps.notice_due(event.from_user.id, now):
                text = data["texts"]("manners-too-fast")
            with suppress(TelegramAPIError):
                await event.answer(text)
            return None
        if not isinstance(event, Message) or event.location is not None:
            return await handler(event, data)
        if _is_unasked(event, data):
            # Nobody waits for an answer, and nobody is told that there is none.
            allowed = self._unasked.spend(event.chat.id, _written(event))
            return await handler(event, data) if allowed else None
        if self._allowed(event):
            return await handler(event, data)
        await self._tell(event, data["texts"])
        return None

    def _allowed(self, message: Message) -> bool:
        if message.media_group_id is None:
            return self._spend(message)
        album = message.chat.id, message.media_group_id
        if album not in self._albums:
            self._albums[album] = self._spend(message)
            if len(self._albums) > _ALBUMS:
                self._albums.popitem(last=False)
        return self._albums[album]

    def _spend(self, message: Message) -> bool:
        written = _written(message)
        return self._messages.spend(_author(message), written) and (
            message.chat.type == ChatType.PRIVATE or self._groups.spend(message.chat.id, written)
        )

    async def _tell(self, message: Message, texts: Texts) -> None:
        # In a group one word is enough for all: it costs one of the twenty answers of the minute.
        if not self._groups.notice_due(message.chat.id, _written(message)):
            return
        log.info("Too many messages in a chat; some are not answered.")
        await message.reply(texts("manners-too-fast"))


def _is_unasked(message: Message, data: Mapping[str, Any]) -> bool:
    """A photo in a group that addresses nobody; it may still be one to recognise."""
    in_group = message.chat.type in (ChatType.GROUP, ChatType.SUPERGROUP)
    return in_group and bool(message.photo or message.document) and "address" not in data


def _author(message: Message) -> int:
    return message.from_user.id if message.from_user is not None else message.chat.id


def _written(message: Message) -> float:
    return float(message.edit_date or message.date.timestamp())
