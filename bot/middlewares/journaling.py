"""Makes no call again that an earlier run has made in answer to the same update."""

from __future__ import annotations

import logging
from typing import Any

from aiogram import Bot
from aiogram.client.session.middlewares.base import (
    BaseRequestMiddleware,
    NextRequestMiddlewareType,
)
from aiogram.methods import Response, TelegramMethod
from aiogram.methods.base import TelegramType
from pydantic import TypeAdapter

from bot.middlewares.pacing import messages_of
from bot.updates.journal import current_journal

log = logging.getLogger(__name__)


class JournalingMiddleware(BaseRequestMiddleware):
    """Stands before all other middlewares: what it answers itself is neither paced nor tried."""

    async def __call__(
        self,
        make_request: NextRequestMiddlewareType[TelegramType],
        bot: Bot,
        method: TelegramMethod[TelegramType],
    ) -> Response[TelegramType] | Any:
        journal = current_journal()
        if journal is None or not messages_of(method):
            return await make_request(bot, method)
        name = journal.name(method)
        adapter: TypeAdapter[Any] = TypeAdapter(type(method).__returning__)
        known = journal.result(name)
        if known is not None:
            log.debug("%s was made before; it is not made again.", type(method).__name__)
            return adapter.validate_json(known, context={"bot": bot})
        result = await make_request(bot, method)
        journal.note(name, adapter.dump_json(result, exclude_unset=True, by_alias=True).decode())
        return result
