"""Hands every handler the texts as `texts`: in the chat's language, else in its user's."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from typing import Any

from aiogram import BaseMiddleware
from aiogram.types import Chat, TelegramObject, User
from sqlalchemy.exc import SQLAlchemyError

from bot.services import Services
from bot.texts import language_of, texts_in
from inference.catalogue import LANGUAGES

log = logging.getLogger(__name__)


class LanguageMiddleware(BaseMiddleware):
    async def __call__(
        self,
        handler: Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]],
        event: TelegramObject,
        data: dict[str, Any],
    ) -> Any:
        chat: Chat | None = data.get("event_chat")
        user: User | None = data.get("event_from_user")
        # An inline query comes from no chat; the user's private one tells the language.
        owner = chat or user
        chosen = await _chosen(data["services"], owner.id) if owner else None
        language = chosen or language_of(user.language_code if user else None)
        data["texts"] = texts_in(language)
        return await handler(event, data)


async def _chosen(services: Services, chat_id: int) -> str | None:
    try:
        language = (await services.store.chat(chat_id)).language
    except SQLAlchemyError:
        log.exception("The language of a chat could not be read.")
        return None
    return language if language in LANGUAGES else None
