"""Runs the bot by long polling until it is told to stop, and lets what is being answered finish."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Coroutine
from typing import Any, TypeVar

from aiogram import Bot, Dispatcher
from aiogram.exceptions import (
    TelegramAPIError,
    TelegramNetworkError,
    TelegramNotFound,
    TelegramServerError,
    TelegramUnauthorizedError,
)
from aiogram.types import User

from bot.app import TokenError, build_dispatcher, introduce
from bot.middlewares.draining import DrainingMiddleware
from bot.services import Services
from bot.settings import Settings

log = logging.getLogger(__name__)

LONGEST_PAUSE = 30.0
T = TypeVar("T")


async def poll(bot: Bot, services: Services, settings: Settings, stop: asyncio.Event) -> None:
    """Poll until `stop` is set. Raises TokenError when the token is refused."""
    draining = DrainingMiddleware()
    dispatcher = build_dispatcher(services, draining)
    me = await _unless(stop, _greet(bot))
    if me is None:
        return
    introduction = asyncio.create_task(_introduce(bot))
    stopping = asyncio.create_task(_stop_polling(dispatcher, stop))
    log.info("Ready: @%s answers. Ctrl-C stops it.", me.username)
    try:
        await dispatcher.start_polling(
            bot,
            allowed_updates=dispatcher.resolve_used_update_types(),
            handle_signals=False,
            close_bot_session=False,
            tasks_concurrency_limit=settings.max_concurrent_updates,
        )
    finally:
        introduction.cancel()
        stopping.cancel()
        await asyncio.gather(introduction, stopping, return_exceptions=True)
        left = await draining.drain(settings.drain_seconds)
        if left:
            log.warning("Stopped while %d updates were still being answered.", left)


async def _stop_polling(dispatcher: Dispatcher, stop: asyncio.Event) -> None:
    # Cancelling start_polling would leave its inner task polling on, so it is asked to end.
    await stop.wait()
    await dispatcher.stop_polling()


async def _unless(stop: asyncio.Event, work: Coroutine[Any, Any, T]) -> T | None:
    """The result of `work`, or None when `stop` is set before it is there."""
    task, stopped = asyncio.create_task(work), asyncio.create_task(stop.wait())
    await asyncio.wait([task, stopped], return_when=asyncio.FIRST_COMPLETED)
    stopped.cancel()
    if task.done():
        return task.result()
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    return None


async def _greet(bot: Bot) -> User:
    """Who the bot is; waits for a Bot API server that cannot be reached yet."""
    pause = 1.0
    while True:
        try:
            me = await bot.me()
            # A webhook left from elsewhere would keep every update away from polling.
            await bot.delete_webhook()
            return me
        except (TelegramUnauthorizedError, TelegramNotFound):
            raise TokenError(
                "Telegram does not know BOT_TOKEN; copy it again from @BotFather, or ask it for "
                "a new one with /revoke."
            ) from None
        except (TelegramNetworkError, TelegramServerError) as error:
            log.warning("The Bot API cannot be reached (%s); trying again.", error.message)
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE)


async def _introduce(bot: Bot) -> None:
    try:
        await introduce(bot)
    except TelegramAPIError as error:
        log.warning("The commands could not be told to Telegram: %s", error)
