"""Taps that say of an answer to a photo: right, not it, it is this place, none of these."""

from __future__ import annotations

from contextlib import suppress

from aiogram import Bot, Router
from aiogram.exceptions import TelegramBadRequest
from aiogram.types import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, Message

from bot.answering.feedback import GivenAnswer, agreement_key, answered_photo, keep_photo, note
from bot.callbacks import Chosen, ItIs, KeepPhoto, NotIt
from bot.destination import Destination
from bot.handlers.places import send_card
from bot.services import Services
from bot.taps import acknowledge, below
from bot.texts import Texts
from bot.views.recognition import candidates_keyboard


def build_router() -> Router:
    router = Router(name="feedback")
    router.callback_query.register(confirm, ItIs.filter())
    router.callback_query.register(offer_others, NotIt.filter())
    router.callback_query.register(take_choice, Chosen.filter())
    router.callback_query.register(take_agreement, KeepPhoto.filter())
    return router


async def confirm(
    query: CallbackQuery, callback_data: ItIs, bot: Bot, services: Services, texts: Texts
) -> None:
    given = await _begin(query, callback_data.key, services, texts)
    if given is None:
        return
    await acknowledge(query, texts("places-thanks"), alert=False)
    if await note(query, callback_data.key, given, given.places[0], bot, services):
        await _ask_for_photo(query, callback_data.key, bot, services, texts)


async def offer_others(
    query: CallbackQuery, callback_data: NotIt, bot: Bot, services: Services, texts: Texts
) -> None:
    """The other candidates as buttons, and how to search."""
    given = await _begin(query, callback_data.key, services, texts)
    if given is None:
        return
    await acknowledge(query)
    catalogue = services.catalogue.places
    others = [
        (number, catalogue[place_id])
        for number, place_id in enumerate(given.places)
        if place_id in catalogue and not (given.shown and number == 0)
    ]
    if others:
        keyboard = candidates_keyboard(others, callback_data.key, texts)
        await _say(query, bot, texts("places-which"), keyboard)
    else:
        await _none_of_them(query, callback_data.key, given, bot, services, texts)


async def take_choice(
    query: CallbackQuery, callback_data: Chosen, bot: Bot, services: Services, texts: Texts
) -> None:
    given = await _begin(query, callback_data.key, services, texts)
    to = below(query)
    if given is None or to is None:
        return
    if callback_data.number < 0:
        await acknowledge(query)
        await _none_of_them(query, callback_data.key, given, bot, services, texts)
        return
    chosen = given.places[callback_data.number : callback_data.number + 1]
    place = services.catalogue.places.get(chosen[0]) if chosen else None
    if place is None:
        await acknowledge(query, texts("places-gone"))
        return
    await acknowledge(query, texts("places-thanks"), alert=False)
    await send_card(to, place, bot, services, texts)
    if await note(query, callback_data.key, given, place.id, bot, services):
        await _ask_for_photo(query, callback_data.key, bot, services, texts)


async def take_agreement(
    query: CallbackQuery, callback_data: KeepPhoto, bot: Bot, services: Services, texts: Texts
) -> None:
    """What a person says holds for the photos to come too, until it is forgotten."""
    if services.taps.repeated(query):
        await acknowledge(query)
        return
    user, agreed = query.from_user.id, callback_data.agreed
    await services.store.remember(agreement_key(user), "yes" if agreed else "no", user_id=user)
    await acknowledge(query)
    value = await services.asked.get(callback_data.key)
    given = GivenAnswer.of_json(value or {})
    place_id = services.said.place(callback_data.key, user)
    if agreed and given is not None and place_id is not None:
        await keep_photo(query, given, place_id, bot, services)
    if isinstance(query.message, Message):
        with suppress(TelegramBadRequest):  # tapped twice, or gone
            await query.message.edit_text(texts("places-kept" if agreed else "places-not-kept"))


async def _begin(
    query: CallbackQuery, key: str, services: Services, texts: Texts
) -> GivenAnswer | None:
    """The answer that a button belongs to; None, the tap answered, where nothing is to be done."""
    if services.taps.repeated(query):
        await acknowledge(query)
        return None
    value = await services.asked.get(key)
    given = None if value is None else GivenAnswer.of_json(value)
    if given is None or not given.places:
        await acknowledge(query, texts("button-gone"))
        return None
    return given


async def _none_of_them(
    query: CallbackQuery, key: str, given: GivenAnswer, bot: Bot, services: Services, texts: Texts
) -> None:
    await _say(query, bot, texts("places-search-instead"))
    await note(query, key, given, None, bot, services)


async def _ask_for_photo(
    query: CallbackQuery, key: str, bot: Bot, services: Services, texts: Texts
) -> None:
    """Ask once, ever: no answer is a no, until the button is tapped after all."""
    user = query.from_user.id
    await services.store.remember(agreement_key(user), "asked", user_id=user)
    buttons = [
        InlineKeyboardButton(
            text=texts(f"places-keep-{word}"),
            callback_data=KeepPhoto(key=key, agreed=word == "yes").pack(),
        )
        for word in ("yes", "no")
    ]
    keyboard = InlineKeyboardMarkup(inline_keyboard=[buttons])
    await _say(query, bot, texts("places-keep"), keyboard)


async def _say(
    query: CallbackQuery, bot: Bot, text: str, keyboard: InlineKeyboardMarkup | None = None
) -> None:
    """A message that replies to the photo itself, so that a tap on it finds the photo."""
    to = below(query)
    photo = answered_photo(query)
    if to is None:
        return
    if photo is not None:
        to = Destination(to.chat_id, to.thread, photo.message_id)
    await bot.send_message(
        to.chat_id,
        text,
        reply_markup=keyboard,
        message_thread_id=to.thread,
        reply_parameters=to.reply,
    )
