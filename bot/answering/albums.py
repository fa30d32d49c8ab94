"""A user's album: Telegram hands out its photos one by one, and none is said to be the last."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from aiogram.types import Message

# Seconds without a further photo, after which an album counts as whole.
PAUSE = 0.8
MOST = 10  # photos; more are no album of Telegram's


@dataclass(eq=False)
class _Album:
    messages: list[Message] = field(default_factory=list)
    grown: asyncio.Event = field(default_factory=asyncio.Event)
    answered: asyncio.Event = field(default_factory=asyncio.Event)


class Albums:
    """Gathers the messages of each album that is arriving."""

    def __init__(self, pause: float = PAUSE) -> None:
        self._pause = pause
        self._arriving: dict[tuple[int, str], _Album] = {}

    @asynccontextmanager
    async def gather(self, message: Message) -> AsyncIterator[list[Message]]:
        """All messages of the album, the first one first; none for who does not answer it.

        The first message to arrive answers. The others wait until it has: an update that is
        finished is not handed out again after a crash, and the album would lose a photo.
        """
        key = (message.chat.id, message.media_group_id or "")
        album = self._arriving.get(key)
        if album is not None:
            album.messages.append(message)
            album.grown.set()
            await album.answered.wait()
            yield []
            return
        album = self._arriving[key] = _Album([message])
        try:
            try:
                await self._wait_until_whole(album)
            finally:
                del self._arriving[key]
            yield sorted(album.messages, key=lambda part: part.message_id)
        finally:
            album.answered.set()

    async def _wait_until_whole(self, album: _Album) -> None:
        while len(album.messages) < MOST:
            album.grown.clear()
            try:
                await asyncio.wait_for(album.grown.wait(), self._pause)
            except TimeoutError:
                return
