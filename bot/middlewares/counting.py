"""Counts the taps that some handler takes, and who sends the bot anything that one takes."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from aiogram import BaseMiddleware
from aiogram.enums import ChatType
from aiogram.types import CallbackQuery, Message, TelegramObject

from bot.services import Services


class CountingMiddleware(BaseMiddleware):
    async def __call__(
        self,
        handler: Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]],
        event: TelegramObject,
        data: dict[str, Any],
    ) -> Any:
        services: Services = data["services"]
        if isinstance(event, CallbackQuery):
            await services.store.count("callback", event.from_user.id)
        elif isinstance(event, Message) and _is_visit(event) and event.from_user is not None:
            services.store.visited(event.from_user.id)
        return await handler(event, data)


def _is_visit(message: Message) -> bool:
    """Whether it is meant for the bot for certain: a group's photos are looked at unasked too."""
    if message.sender_chat is not None:
        return False
    return message.chat.type == ChatType.PRIVATE or (message.text or "").startswith("/")
