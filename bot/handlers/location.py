"""A shared location → the places around it; a live one tells of each place on the way."""

from __future__ import annotations

import asyncio

from aiogram import Bot, F, Router
from aiogram.enums import ChatType
from aiogram.types import Location, Message

from bot.destination import Destination
from bot.services import Services
from bot.texts import Texts
from bot.views.card import place_card
from bot.views.nearby import nearby_keyboard, nearby_text, way_to
from bot.walks import NEAR_M
from inference.similar import nearest_places

LISTED = 8
WITHIN_M = 50_000


def build_router() -> Router:
    router = Router(name="location")
    for observer in (router.message, router.edited_message):
        observer.filter(F.chat.type == ChatType.PRIVATE)
    router.message.register(list_nearby, F.location.as_("location"))
    # A live location that has ended comes once more, without a period.
    router.edited_message.register(
        tell_landmark, F.location.as_("location"), F.location.live_period
    )
    return router


async def list_nearby(
    message: Message, location: Location, services: Services, texts: Texts
) -> None:
    lat, lon, catalogue = location.latitude, location.longitude, services.catalogue
    near = await asyncio.to_thread(nearest_places, catalogue, lat, lon, LISTED, WITHIN_M)
    places = [place for place, _ in near]
    user = message.from_user.id if message.from_user else None
    await services.store.count("location", user)
    if not places:
        await message.reply(texts("words-near-nothing"))
        return
    live = location.live_period is not None
    await message.reply(
        nearby_text(lat, lon, places, catalogue, texts, live=live),
        reply_markup=nearby_keyboard(places, texts),
    )


async def tell_landmark(
    message: Message, location: Location, bot: Bot, services: Services, texts: Texts
) -> None:
    """The card of a landmark that the traveller has come near to, once in a walk."""
    lat, lon, catalogue = location.latitude, location.longitude, services.catalogue
    near = await asyncio.to_thread(nearest_places, catalogue, lat, lon, LISTED, NEAR_M)
    place = await services.walks.next_landmark(
        message.chat.id,
        message.message_id,
        [place for place, _ in near],
        message.edit_date or message.date.timestamp(),
        message.from_user.id if message.from_user else None,
    )
    if place is None:
        return
    card = place_card(place, catalogue, texts, (await bot.me()).username or "")
    caption = "\n\n".join([texts("words-passing", where=way_to(lat, lon, place, texts)), card.text])
    to = Destination.answering(message)
    await services.gallery.send_place(bot, to, place, caption, texts.language, card.keyboard)
