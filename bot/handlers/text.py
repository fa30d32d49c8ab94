"""Words in a private chat, written or edited → an album of the places they describe."""

from __future__ import annotations

from typing import Any

from aiogram import Bot, F, Router
from aiogram.enums import ChatType
from aiogram.types import Message

from bot.answering.words import answer_words
from bot.services import Services
from bot.spoken import spoken
from bot.texts import Texts


def build_router() -> Router:
    router = Router(name="text")
    for observer in (router.message, router.edited_message):
        observer.filter(F.chat.type == ChatType.PRIVATE)
        observer.register(find_places, F.text, ~F.text.startswith("/"), _words)
    return router


async def _words(message: Message, bot: Bot) -> bool | dict[str, Any]:
    """A filter: hands the handler the words without mentions of the bot, which are habit here."""
    words = spoken(message, await bot.me()).words
    return {"query": words} if words else False


async def find_places(
    message: Message, query: str, bot: Bot, services: Services, texts: Texts
) -> None:
    city = await services.chosen_city(message.chat.id)
    await answer_words(message, query, bot, services, texts, city=city)
