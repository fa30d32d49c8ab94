"""Takes up a changed catalogue or model while the bot runs; what is damaged leaves the old one."""

from __future__ import annotations

import asyncio
import logging

from bot.services import Services
from bot.settings import Settings
from inference import UserError
from inference.loading import files_stamp, load_models

log = logging.getLogger(__name__)


async def keep_up(services: Services, settings: Settings, asked: asyncio.Event) -> None:
    """Look at the files every RELOAD_SECONDS, or when `asked`; load what has changed, and use it.

    Files that are still being written are left alone until two looks find them the same.
    """
    used = seen = await asyncio.to_thread(files_stamp, settings)
    while True:
        at_once = await _asked_within(asked, settings.reload_seconds)
        now = await asyncio.to_thread(files_stamp, settings)
        settled, seen = now == seen, now
        if not at_once and (now == used or not settled):
            continue
        used = now
        try:
            models = await asyncio.to_thread(load_models, settings)
        except UserError as error:
            log.warning("The changed files are not used: %s", error)
        except Exception:
            log.exception("The changed files are not used.")
        else:
            services.take_up(models)
            log.info("Taken up: %d places.", len(models.catalogue.places))


async def _asked_within(asked: asyncio.Event, seconds: float) -> bool:
    try:
        await asyncio.wait_for(asked.wait(), seconds)
    except TimeoutError:
        return False
    asked.clear()
    return True
