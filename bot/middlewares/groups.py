"""Follows groups that become supergroups, and counts what is sent into each."""

from __future__ import annotations

from typing import Any

from aiogram import Bot
from aiogram.client.session.middlewares.base import (
    BaseRequestMiddleware,
    NextRequestMiddlewareType,
)
from aiogram.exceptions import TelegramMigrateToChat
from aiogram.methods import Response, TelegramMethod
from aiogram.methods.base import TelegramType

from bot.groups import Groups
from bot.middlewares.pacing import messages_of


class GroupMiddleware(BaseRequestMiddleware):
    """https://core.telegram.org/bots/api#responseparameters"""

    def __init__(self, groups: Groups) -> None:
        self._groups = groups

    async def __call__(
        self,
        make_request: NextRequestMiddlewareType[TelegramType],
        bot: Bot,
        method: TelegramMethod[TelegramType],
    ) -> Response[TelegramType] | Any:
        chat_id, messages = getattr(method, "chat_id", None), messages_of(method)
        if not messages or not isinstance(chat_id, int) or chat_id >= 0:
            return await make_request(bot, method)
        moved = self._groups.moved_to(chat_id)
        try:
            result = await make_request(bot, method if moved is None else _moved(method, moved))
        except TelegramMigrateToChat as error:
            moved = error.migrate_to_chat_id
            await self._groups.move(chat_id, moved)
            result = await make_request(bot, _moved(method, moved))
        self._groups.count(moved or chat_id, messages)
        return result


def attach(bot: Bot, groups: Groups) -> None:
    """Let every call of the bot go through the middleware, once however often it is asked."""
    if not any(isinstance(known, GroupMiddleware) for known in bot.session.middleware):
        bot.session.middleware(GroupMiddleware(groups))


def _moved(method: TelegramMethod[TelegramType], chat_id: int) -> TelegramMethod[TelegramType]:
    """The same for the supergroup, where messages have other numbers and topics are to come."""
    return method.model_copy(
        update={"chat_id": chat_id, "reply_parameters": None, "message_thread_id": None}
    )
