"""Taps that say of an answer to a photo: right, not it, it is this place, none of these."""

from __future__ import annotations

from contextlib import suppress

from aiogram import Bot, Router
from aiogram.enums import ChatType
from aiogram.exceptions import TelegramBadRequest
from aiogram.types import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, Message

from bot.answering.corrections import await_words, stop_awaiting
from bot.answering.feedback import GivenAnswer, agreement_key, keep_photo, note
from bot.callbacks import Chosen, ItIs, ItIsThis, KeepPhoto, NotIt, NotThis, OpenFor
from bot.destination import Destination
from bot.handlers.places import send_card
from bot.services import Services
from bot.taps import acknowledge, below
from bot.texts import Texts
from bot.views.card import candidate_judging, found_judging
from bot.views.recognition import candidates_keyboard


def build_router() -> Router:
    router = Router(name="feedback")
    router.callback_query.register(confirm, ItIs.filter())
    router.callback_query.register(offer_others, NotIt.filter())
    router.callback_query.register(offer_remaining, NotThis.filter())
    router.callback_query.register(open_candidate, Chosen.filter())
    router.callback_query.register(open_found, OpenFor.filter())
    router.callback_query.register(take_choice, ItIsThis.filter())
    router.callback_query.register(take_agreement, KeepPhoto.filter())
    return router


async def confirm(
    query: CallbackQuery, callback_data: ItIs, bot: Bot, services: Services, texts: Texts
) -> None:
    given = await _begin(query, callback_data.key, services, texts)
    if given is not None:
        await _judge(query, callback_data.key, given, given.places[0], bot, services, texts)


async def offer_others(
    query: CallbackQuery, callback_data: NotIt, bot: Bot, services: Services, texts: Texts
) -> None:
    """The other candidates as buttons, and how to search."""
    given = await _begin(query, callback_data.key, services, texts)
    if given is None:
        return
    await acknowledge(query)
    without = given.places[0] if given.shown else None
    await _offer(query, callback_data.key, given, without, bot, services, texts)


async def offer_remaining(
    query: CallbackQuery, callback_data: NotThis, bot: Bot, services: Services, texts: Texts
) -> None:
    """The same after a look at one of the candidates."""
    given = await _begin(query, callback_data.key, services, texts)
    if given is None:
        return
    await acknowledge(query)
    await _offer(query, callback_data.key, given, callback_data.id, bot, services, texts)


async def open_candidate(
    query: CallbackQuery, callback_data: Chosen, bot: Bot, services: Services, texts: Texts
) -> None:
    """The card of a candidate; to look at it is to say nothing of it yet."""
    key = callback_data.key
    given = await _begin(query, key, services, texts)
    to = below(query)
    if given is None or to is None:
        return
    if callback_data.number < 0:
        await acknowledge(query)
        await _none_of_them(query, key, given, bot, services, texts)
        return
    chosen = given.places[callback_data.number : callback_data.number + 1]
    place = services.catalogue.places.get(chosen[0]) if chosen else None
    if place is None:
        await acknowledge(query, texts("places-gone"))
        return
    await acknowledge(query)
    await send_card(to, place, bot, services, texts, candidate_judging(key, place, texts))


async def open_found(
    query: CallbackQuery, callback_data: OpenFor, bot: Bot, services: Services, texts: Texts
) -> None:
    """The card of a place that was searched for as what the photo shows."""
    given = await _begin(query, callback_data.key, services, texts)
    to = below(query)
    if given is None or to is None:
        return
    place = services.catalogue.places.get(callback_data.id)
    if place is None:
        await acknowledge(query, texts("places-gone"))
        return
    await acknowledge(query)
    judging = found_judging(callback_data.key, place, texts)
    await send_card(to, place, bot, services, texts, judging)


async def take_choice(
    query: CallbackQuery, callback_data: ItIsThis, bot: Bot, services: Services, texts: Texts
) -> None:
    given = await _begin(query, callback_data.key, services, texts)
    if given is None:
        return
    if callback_data.id not in services.catalogue.places:
        await acknowledge(query, texts("places-gone"))
        return
    await _judge(query, callback_data.key, given, callback_data.id, bot, services, texts)


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
    said = "places-not-kept"
    if agreed:
        kept = given is not None and await keep_photo(
            query, callback_data.key, given, bot, services
        )
        said = "places-kept" if kept else "places-too-late"
    if isinstance(query.message, Message):
        with suppress(TelegramBadRequest):  # tapped twice, or gone
            await query.message.edit_text(texts(said))


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


async def _judge(
    query: CallbackQuery,
    key: str,
    given: GivenAnswer,
    place_id: str,
    bot: Bot,
    services: Services,
    texts: Texts,
) -> None:
    await acknowledge(query, texts("places-thanks"), alert=False)
    if query.message is not None:
        await stop_awaiting(services.asked, query.message.chat.id, query.from_user.id)
    if await note(query, key, given, place_id, bot, services):
        await _ask_for_photo(query, key, given, bot, services, texts)


async def _offer(
    query: CallbackQuery,
    key: str,
    given: GivenAnswer,
    without: str | None,
    bot: Bot,
    services: Services,
    texts: Texts,
) -> None:
    """The answer's places but one, as buttons; words that are written next search for the photo."""
    catalogue = services.catalogue
    others = [
        (number, catalogue.places[place_id])
        for number, place_id in enumerate(given.places)
        if place_id in catalogue.places and place_id != without
    ]
    if not others:
        await _none_of_them(query, key, given, bot, services, texts)
        return
    keyboard = candidates_keyboard(others, key, catalogue, texts)
    await _ask_for_words(query, key, given, "places-which", bot, services, texts, keyboard)


async def _none_of_them(
    query: CallbackQuery, key: str, given: GivenAnswer, bot: Bot, services: Services, texts: Texts
) -> None:
    await _ask_for_words(query, key, given, "places-search-instead", bot, services, texts)
    await note(query, key, given, None, bot, services)


async def _ask_for_words(
    query: CallbackQuery,
    key: str,
    given: GivenAnswer,
    text: str,
    bot: Bot,
    services: Services,
    texts: Texts,
    keyboard: InlineKeyboardMarkup | None = None,
) -> None:
    if query.message is None:
        return
    chat = query.message.chat
    # A group hears only what is addressed to the bot.
    how = "message" if chat.type == ChatType.PRIVATE else "reply"
    sent = await _say(query, given, bot, texts(text, how=how), keyboard)
    question = None if sent is None else sent.message_id
    await await_words(services.asked, chat.id, query.from_user.id, key, question)


async def _ask_for_photo(
    query: CallbackQuery, key: str, given: GivenAnswer, bot: Bot, services: Services, texts: Texts
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
    await _say(query, given, bot, texts("places-keep"), keyboard)


async def _say(
    query: CallbackQuery,
    given: GivenAnswer,
    bot: Bot,
    text: str,
    keyboard: InlineKeyboardMarkup | None = None,
) -> Message | None:
    """A message that replies to the photo itself, so that it is plain which one is meant."""
    to = below(query)
    if to is None:
        return None
    if given.message_id is not None:
        to = Destination(to.chat_id, to.thread, given.message_id)
    return await bot.send_message(
        to.chat_id,
        text,
        reply_markup=keyboard,
        message_thread_id=to.thread,
        reply_parameters=to.reply,
    )
