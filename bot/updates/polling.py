"""Runs the bot by long polling until it is told to stop."""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress

from aiogram import Bot
from aiogram.exceptions import (
    AiogramError,
    TelegramAPIError,
    TelegramNotFound,
    TelegramRetryAfter,
    TelegramUnauthorizedError,
)
from aiogram.types import Update
from sqlalchemy.exc import SQLAlchemyError

from bot.services import Services
from bot.settings import Settings
from bot.updates.greeting import LONGEST_PAUSE, greet, introducing, token_refused, unless
from bot.updates.intake import Intake, taking

log = logging.getLogger(__name__)

POLL_SECONDS = 25
_CONFIRM_SECONDS = 2.0


async def poll(bot: Bot, services: Services, settings: Settings, stop: asyncio.Event) -> None:
    """Poll until `stop` is set. Raises TokenError when the token is refused."""
    me = await unless(stop, greet(bot))
    if me is None:
        return
    async with introducing(bot, services.admin_chat), taking(bot, services, settings) as intake:
        log.info("Ready: @%s answers. Ctrl-C stops it.", me.username)
        await _poll(bot, intake, stop)


async def _poll(bot: Bot, intake: Intake, stop: asyncio.Event) -> None:
    # A webhook left from elsewhere would keep every update away from polling.
    offset, pause, webhook = None, 1.0, True
    while not stop.is_set():
        try:
            if webhook:
                await unless(stop, bot.delete_webhook())
                webhook = False
            updates = await unless(stop, _next(bot, intake, offset))
            if updates:
                await intake.take(updates)
                offset = updates[-1].update_id + 1
            pause = 1.0
        except (TelegramUnauthorizedError, TelegramNotFound):
            raise token_refused() from None
        except (AiogramError, SQLAlchemyError) as error:
            if isinstance(error, TelegramRetryAfter):
                pause = float(error.retry_after)
            shown = error.message if isinstance(error, TelegramAPIError) else error
            log.warning("No updates (%s); trying again in %.0f s.", shown, pause)
            await unless(stop, asyncio.sleep(pause))
            pause = min(pause * 2, LONGEST_PAUSE)
    if offset is not None:
        # Else Telegram would send the last ones again, which the inbox would have to recognise.
        with suppress(AiogramError, TimeoutError):
            async with asyncio.timeout(_CONFIRM_SECONDS):
                await bot.get_updates(offset, limit=1, timeout=0)


async def _next(bot: Bot, intake: Intake, offset: int | None) -> list[Update]:
    await intake.room()
    return await bot.get_updates(
        offset,
        timeout=POLL_SECONDS,
        allowed_updates=intake.kinds,
        request_timeout=POLL_SECONDS + 10,
    )
