"""Taps on a place: its card, its spot on the map, places like it and places near it."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from aiogram import Bot, Router
from aiogram.types import CallbackQuery, InlineKeyboardButton

from bot.callbacks import NearHere, OnMap, ShowPlace, SimilarTo
from bot.destination import Destination
from bot.services import Services
from bot.taps import acknowledge, below
from bot.texts import Texts
from bot.views.card import place_card, place_link
from bot.views.maps import map_keyboard
from bot.views.names import city_name, short_name
from bot.views.nearby import way_to
from bot.views.place_list import list_keyboard, place_list
from inference import Place
from inference.similar import nearest_places, similar_places

LISTED = 5
# On foot, in metres; what lies farther is not near.
NEAR_M = 20_000


def build_router() -> Router:
    router = Router(name="places")
    router.callback_query.register(show_place, ShowPlace.filter())
    router.callback_query.register(show_on_map, OnMap.filter())
    router.callback_query.register(list_similar, SimilarTo.filter())
    router.callback_query.register(list_near, NearHere.filter())
    return router


async def show_place(
    query: CallbackQuery, callback_data: ShowPlace, bot: Bot, services: Services, texts: Texts
) -> None:
    found = await _begin(query, callback_data.id, bot, services, texts)
    if found is not None:
        await send_card(found[1], found[0], bot, services, texts)


async def send_card(
    to: Destination,
    place: Place,
    bot: Bot,
    services: Services,
    texts: Texts,
    judging: Sequence[InlineKeyboardButton] = (),
) -> None:
    """The place's picture with its card; `judging` are buttons about a photo."""
    username = (await bot.me()).username or ""
    card = place_card(place, services.catalogue, texts, username, judging=judging)
    await services.gallery.send_place(bot, to, place, card.text, texts.language, card.keyboard)


async def show_on_map(
    query: CallbackQuery, callback_data: OnMap, bot: Bot, services: Services, texts: Texts
) -> None:
    found = await _begin(query, callback_data.id, bot, services, texts)
    if found is None:
        return
    place, to = found
    if place.lat is None or place.lon is None:
        await bot.send_message(
            to.chat_id,
            texts("places-no-position"),
            message_thread_id=to.thread,
            reply_parameters=to.reply,
        )
        return
    category = services.catalogue.category(place.category)
    city = city_name(services.catalogue, place.city, texts.language)
    await bot.send_venue(
        to.chat_id,
        latitude=place.lat,
        longitude=place.lon,
        title=short_name(place, texts.language),
        address=f"{city} · {category.label(texts.language)}",
        reply_markup=map_keyboard(texts, place),
        message_thread_id=to.thread,
        reply_parameters=to.reply,
    )


async def list_similar(
    query: CallbackQuery, callback_data: SimilarTo, bot: Bot, services: Services, texts: Texts
) -> None:
    found = await _begin(query, callback_data.id, bot, services, texts)
    if found is None:
        return
    place, to = found
    places = await asyncio.to_thread(similar_places, services.catalogue, place, LISTED)
    key = "places-similar-title" if places else "places-similar-none"
    title = texts(key, name=short_name(place, texts.language))
    await _send_list(to, title, places, [], bot, services, texts)


async def list_near(
    query: CallbackQuery, callback_data: NearHere, bot: Bot, services: Services, texts: Texts
) -> None:
    found = await _begin(query, callback_data.id, bot, services, texts)
    if found is None:
        return
    place, to = found
    near: list[tuple[Place, float]] = []
    if place.lat is not None and place.lon is not None:
        # One more than is listed: the nearest of all is the place itself.
        near = await asyncio.to_thread(
            nearest_places, services.catalogue, place.lat, place.lon, LISTED + 1, NEAR_M
        )
    near = [(other, metres) for other, metres in near if other.id != place.id][:LISTED]
    key = "places-near-title" if near else "places-near-none"
    title = texts(key, name=short_name(place, texts.language))
    notes = [_way(place, other, texts) for other, _ in near]
    await _send_list(to, title, [other for other, _ in near], notes, bot, services, texts)


def _way(place: Place, other: Place, texts: Texts) -> str:
    if place.lat is None or place.lon is None:
        raise ValueError(f"{place.id} has no position")
    return way_to(place.lat, place.lon, other, texts)


async def _send_list(
    to: Destination,
    title: str,
    places: list[Place],
    notes: list[str],
    bot: Bot,
    services: Services,
    texts: Texts,
) -> None:
    await bot.send_message(
        to.chat_id,
        place_list(title, places, services.catalogue, texts, notes) if places else title,
        reply_markup=list_keyboard(places) if places else None,
        message_thread_id=to.thread,
        reply_parameters=to.reply,
    )


async def _begin(
    query: CallbackQuery, place_id: str, bot: Bot, services: Services, texts: Texts
) -> tuple[Place, Destination] | None:
    """End the button's waiting; the place and where to answer, None where there is nothing to do.

    A place may have left the catalogue since, and a message sent by inline mode stands where the
    bot may not write: there the tap opens the place in the private chat.
    """
    if services.taps.repeated(query):
        await acknowledge(query)
        return None
    place = services.catalogue.places.get(place_id)
    if place is None:
        await acknowledge(query, texts("places-gone"))
        return None
    to = below(query)
    if to is None:
        await acknowledge(query, url=place_link((await bot.me()).username or "", place))
        return None
    await acknowledge(query)
    return place, to
