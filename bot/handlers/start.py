"""/start place_<id>: the link that is shared opens the place's card."""

from __future__ import annotations

from aiogram import Bot, F, Router
from aiogram.filters import CommandObject, CommandStart
from aiogram.types import Message

from bot.destination import Destination
from bot.handlers.places import send_card
from bot.services import Services
from bot.texts import Texts
from bot.views.card import PLACE_LINK


def build_router() -> Router:
    router = Router(name="start")
    linked = CommandStart(deep_link=True, ignore_case=True, magic=F.args.startswith(PLACE_LINK))
    router.message.register(open_place, linked)
    return router


async def open_place(
    message: Message, command: CommandObject, bot: Bot, services: Services, texts: Texts
) -> None:
    place = services.catalogue.places.get((command.args or "").removeprefix(PLACE_LINK))
    if place is None:
        await message.answer(texts("places-link-gone"))
        return
    thread = message.message_thread_id if message.is_topic_message else None
    await send_card(Destination(message.chat.id, thread), place, bot, services, texts)
