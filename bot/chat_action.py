"""Shows "typing…" or "sending a photo…" while something is being prepared.

aiogram's ChatActionSender waits on leaving for a call under way and drops its errors into the
event loop; an indicator must neither delay nor fail the answer that it announces.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from aiogram import Bot
from aiogram.enums import ChatAction
from aiogram.exceptions import AiogramError

log = logging.getLogger(__name__)

# Clients show an action for five seconds.
_INTERVAL = 4.5


@asynccontextmanager
async def chat_action(
    bot: Bot, chat_id: int, action: ChatAction, thread: int | None = None
) -> AsyncIterator[None]:
    """Show the action in the chat, or in a topic of it, until the block ends."""
    task = asyncio.create_task(_keep_showing(bot, chat_id, action, thread))
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def _keep_showing(bot: Bot, chat_id: int, action: ChatAction, thread: int | None) -> None:
    while True:
        try:
            await bot.send_chat_action(chat_id, action, message_thread_id=thread)
        except AiogramError as error:
            log.debug("The chat action could not be shown: %s", error)
        await asyncio.sleep(_INTERVAL)
