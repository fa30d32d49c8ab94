"""Words in a private chat, written or edited → an album of the places they describe."""

from __future__ import annotations

from aiogram import Bot, F, Router
from aiogram.enums import ChatType
from aiogram.types import Message

from bot.answering.words import answer_words
from bot.services import Services
from bot.texts import Texts


def build_router() -> Router:
    router = Router(name="text")
    for observer in (router.message, router.edited_message):
        observer.filter(F.chat.type == ChatType.PRIVATE)
        observer.register(find_places, F.text.as_("query"), ~F.text.startswith("/"))
    return router


async def find_places(
    message: Message, query: str, bot: Bot, services: Services, texts: Texts
) -> None:
    city = await services.chosen_city(message.chat.id)
    await answer_words(message, query, bot, services, texts, city=city)
