"""Lets photos and words wait for their turn when there are many; who waits long is told so."""

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
    """Half of the engine's queue is for photos and a quarter for words.

    What is left is for those who cannot wait: inline queries and taps. So what was taken up after
    a kill is answered, not turned away. `queue_size`: how many requests the engine lets wait;
    `patience`: the seconds after which who waits with a photo is told so, by a message that is
    deleted when the answer is there.
    """

    def __init__(self, queue_size: int, patience: float = PATIENCE) -> None:
        self._photos = asyncio.Semaphore(max(queue_size // 2, 1))
        self._words = asyncio.Semaphore(max(queue_size // 4, 1))
        self._patience = patience
        self._albums: Counter[Hashable] = Counter()

    async def __call__(
        self,
        handler: Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]],
        event: TelegramObject,
        data: dict[str, Any],
    ) -> Any:
        if not isinstance(event, Message):
            return await handler(event, data)
        if not (event.photo or event.document):
            # A command asks little of the models, or nothing.
            if not event.text or event.text.startswith("/"):
                return await handler(event, data)
            async with self._words:
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
        if not self._photos.locked() or message.chat.type != ChatType.PRIVATE:
            async with self._photos:
                yield
            return
        notice = asyncio.create_task(self._say_wait(message, texts))
        try:
            async with self._photos:
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
