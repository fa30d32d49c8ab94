"""Files from Telegram into memory: never larger, and never more at once, than the limits say."""

from __future__ import annotations

import asyncio
import io
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp
from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest
from aiogram.types import Document, PhotoSize

from inference import ImageError, ImageLimits, Refusal
from inference.images import MIB, check_size

# Room for a hundred ordinary photos, or for three of the largest files that Telegram hands out.
MAX_HELD = 64 * MIB
ATTEMPTS = 3


class DownloadError(Exception):
    """Telegram did not hand out a file that it had named."""


class Downloads:
    """Holds files while they are answered; what finds no room waits for its turn."""

    def __init__(self, limits: ImageLimits, max_held: int = MAX_HELD, pause: float = 1.0) -> None:
        self._limits = limits
        self._pause = pause
        self._room = max(max_held, limits.max_bytes)
        self._changed = asyncio.Condition()

    @asynccontextmanager
    async def hold(self, bot: Bot, file: PhotoSize | Document) -> AsyncIterator[bytes]:
        """The bytes of a file, for as long as the block lasts.

        Raises ImageError for an empty file and for one above the limit, by what Telegram says of
        it before it is downloaded, and by what arrives; DownloadError when it does not arrive.
        """
        if file.file_size is not None:
            check_size(file.file_size, self._limits)
        # A file of unknown size is given the room of the largest.
        size = file.file_size or self._limits.max_bytes
        async with self._changed:
            await self._changed.wait_for(lambda: self._room >= size)
            self._room -= size
        try:
            yield await self._download(bot, file)
        finally:
            async with self._changed:
                self._room += size
                self._changed.notify_all()

    async def _download(self, bot: Bot, file: PhotoSize | Document) -> bytes:
        for attempt in range(1, ATTEMPTS + 1):
            buffer = _Bounded(self._limits)
            try:
                await bot.download(file, buffer)
            except TelegramBadRequest as error:
                if "file is too big" in error.message:
                    raise ImageError(
                        Refusal.TOO_LARGE, "Bots are handed files up to 20 MB."
                    ) from error
                raise
            except (aiohttp.ClientError, TimeoutError) as error:
                # The error's words hold the file's address, and that holds the token.
                status = getattr(error, "status", None)
                if attempt == ATTEMPTS or (status is not None and status < 500):
                    reason = f"status {status}" if status else type(error).__name__
                    raise DownloadError(f"A file could not be downloaded: {reason}.") from None
                await asyncio.sleep(self._pause * attempt)
            else:
                return buffer.getvalue()
        raise AssertionError("unreachable")  # the last attempt returns or raises


class _Bounded(io.BytesIO):
    """Refuses what is larger than a file may be, whatever its size was said to be."""

    def __init__(self, limits: ImageLimits) -> None:
        super().__init__()
        self._limits = limits

    def write(self, data: bytes, /) -> int:  # type: ignore[override]  # only bytes are written
        check_size(self.tell() + len(data), self._limits)
        return super().write(data)
