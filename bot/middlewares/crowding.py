"""Lets photos wait for their turn when there are many, and says so to who waits long."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Hashable
from contextlib import asynccontextmanager, suppress
from typing import Any

from aiogram import BaseMiddleware
from aiogram.enums import ChatType
from aiogram.exceptions import TelegramAPIError
from aiogram.types import Message, TelegramObject

from bot.texts import Texts

log = logging.getLogger(__name__)

PATIENCE = 2.0


class CrowdingMiddleware(BaseMiddleware):
    """At most half of the engine's queue is for photos, so that words find a place in it too.

    `queue_size`: how many requests the engine lets wait; `patience`: the seconds after which a
    word about waiting is sent, to be deleted when the answer is there.
    """

    def __init__(self, queue_size: int, patience: float = PATIENCE) -> None:
        self._places = asyncio.Semaphore(max(queue_size // 2, 1))
        self._patience = patience
        self._albums: Counter[Hashable] = Counter()

    async def __call__(
        self,
        handler: Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]],
        event: TelegramObject,
        data: dict[str, Any],
    ) -> Any:
        if not isinstance(event, Message) or not (event.photo or event.document):
            return await handler(event, data)
        album = (event.chat.id, event.media_group_id) if event.media_group_id else None
        if album is not None and self._albums[album]:
            # The rest of an album is waited for by what has begun, so it waits for no place.
            return await handler(event, data)
        try:
            self._albums[album] += 1
            async with self._place(event, data["texts"]):
                return await handler(event, data)
        finally:
            self._albums[album] -= 1
            if not self._albums[album]:
                del self._albums[album]

    @asynccontextmanager
    async def _place(self, message: Message, texts: Texts) -> AsyncIterator[None]:
        if not self._places.locked() or message.chat.type != ChatType.PRIVATE:
            async with self._places:
                yield
            return
        notice = asyncio.create_task(self._say_wait(message, texts))
        try:
            async with self._places:
                if not notice.done():
                    notice.cancel()
                yield
        finally:
            if not notice.done():
                notice.cancel()
            sent = (await asyncio.gather(notice, return_exceptions=True))[0]
            if isinstance(sent, Message):
                with suppress(TelegramAPIError):
                    await sent.delete()

    async def _say_wait(self, message: Message, texts: Texts) -> Message | None:
        await asyncio.sleep(self._patience)
        try:
            return await message.answer(texts("manners-many-photos"))
        except TelegramAPIError as error:
            log.debug("The word about waiting could not be sent: %s", error)
            return None
