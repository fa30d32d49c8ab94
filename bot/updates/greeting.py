"""Who the bot is, and what Telegram is told of it, before it takes updates."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from typing import Any, TypeVar

from aiogram import Bot
from aiogram.exceptions import (
    TelegramAPIError,
    TelegramNetworkError,
    TelegramNotFound,
    TelegramServerError,
    TelegramUnauthorizedError,
)
from aiogram.types import User

from bot.app import TokenError, introduce

log = logging.getLogger(__name__)

LONGEST_PAUSE = 30.0
T = TypeVar("T")


def token_refused() -> TokenError:
    return TokenError(
        "Telegram does not know BOT_TOKEN; copy it again from @BotFather, or ask it for "
        "a new one with /revoke."
    )


async def greet(bot: Bot) -> User:
    """Who the bot is; waits for a Bot API server that cannot be reached yet. Raises TokenError."""
    pause = 1.0
    while True:
        try:
            return await bot.me()
        except (TelegramUnauthorizedError, TelegramNotFound):
            raise token_refused() from None
        except (TelegramNetworkError, TelegramServerError) as error:
            log.warning("The Bot API cannot be reached (%s); trying again.", error.message)
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE)


@asynccontextmanager
async def introducing(bot: Bot, admin_chat: int | None = None) -> AsyncIterator[None]:
    """Tell Telegram the commands and descriptions while the block runs."""
    task = asyncio.create_task(_introduce(bot, admin_chat))
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def _introduce(bot: Bot, admin_chat: int | None) -> None:
    try:
        await introduce(bot, admin_chat)
    except TelegramAPIError as error:
        log.warning("The commands could not be told to Telegram: %s", error)


async def unless(stop: asyncio.Event, work: Coroutine[Any, Any, T]) -> T | None:
    """The result of `work`, or None when `stop` is set before it is there."""
    task, stopped = asyncio.create_task(work), asyncio.create_task(stop.wait())
    try:
        await asyncio.wait([task, stopped], return_when=asyncio.FIRST_COMPLETED)
        if task.done():
            return task.result()
    finally:
        stopped.cancel()
        if not task.done():
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
    return None
