"""Words → an album of the five best matching places."""

from __future__ import annotations

from aiogram import Bot, F, Router
from aiogram.enums import ChatAction, ChatType
from aiogram.types import Message

from bot.chat_action import chat_action
from bot.services import Services
from bot.texts import Texts
from bot.views.hits import album_caption
from bot.views.names import city_name

MAX_QUERY = 300


def build_router() -> Router:
    router = Router(name="text")
    router.message.filter(F.chat.type == ChatType.PRIVATE)
    router.message.register(find_places, F.text.as_("query"), ~F.text.startswith("/"))
    return router


async def find_places(
    message: Message, query: str, bot: Bot, services: Services, texts: Texts
) -> None:
    if len(query) > MAX_QUERY:
        await message.reply(texts("search-too-long", limit=MAX_QUERY))
        return
    async with chat_action(bot, message.chat.id, ChatAction.UPLOAD_PHOTO):
        result = await services.engine.search(query)
        chosen = await services.chosen_city(message.chat.id)
        if result.city is None and chosen is not None:
            # A city named in the words goes before the one that the chat has chosen.
            result = await services.engine.search(query, chosen)
        if result.hits:
            caption = album_caption(result.hits, services.catalogue, result.city, texts)
            await services.gallery.send(bot, message.chat.id, result.hits, caption, texts.language)
            return
    await message.answer(_nothing(result.city, chosen, services, texts))


def _nothing(city: str | None, chosen: str | None, services: Services, texts: Texts) -> str:
    if city is None:
        return texts("search-nothing")
    shown = city_name(services.catalogue, city, texts.language)
    return texts("search-nothing-chosen" if city == chosen else "search-nothing-named", city=shown)
