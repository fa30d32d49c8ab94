"""/random: the card of any place, of the chosen city where there is one."""

from __future__ import annotations

import secrets

from aiogram import Bot, Router
from aiogram.enums import ChatAction
from aiogram.filters import Command
from aiogram.types import Message

from bot.chat_action import chat_action
from bot.destination import Destination
from bot.services import Services
from bot.texts import Texts
from bot.views.card import place_card


def build_router() -> Router:
    router = Router(name="random")
    router.message.register(show_any, Command("random", ignore_case=True))
    return router


async def show_any(message: Message, bot: Bot, services: Services, texts: Texts) -> None:
    catalogue = services.catalogue
    city = await services.chosen_city(message.chat.id)
    places = catalogue.in_city(city) if city is not None else list(catalogue.places.values())
    if not places:
        await message.answer(texts("settings-random-none"))
        return
    place = secrets.choice(places)
    card = place_card(place, catalogue, texts, (await bot.me()).username or "")
    async with chat_action(bot, message.chat.id, ChatAction.UPLOAD_PHOTO):
        await services.gallery.send_place(
            bot, Destination.answering(message), place, card.text, texts.language, card.keyboard
        )
