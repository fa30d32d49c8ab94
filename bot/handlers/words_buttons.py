"""Taps below what words found: more of it, or the same words in one city or in all."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import asdict, replace

from aiogram import Bot, Router
from aiogram.enums import ChatType
from aiogram.exceptions import TelegramBadRequest
from aiogram.types import CallbackQuery, MaybeInaccessibleMessageUnion, Message

from bot.answering.sent import add_to_answer
from bot.answering.words import FOUND, Question, hits_page, nothing_text, send_hits
from bot.destination import Destination, topic_of
from bot.services import Services
from bot.taps import acknowledge
from bot.texts import Texts
from bot.views.cities import city_key
from bot.views.hit_buttons import HitsInCity, MoreHits, without_more
from inference import SearchResult


def build_router() -> Router:
    router = Router(name="words_buttons")
    router.callback_query.register(show_more, MoreHits.filter())
    router.callback_query.register(search_city, HitsInCity.filter())
    return router


async def show_more(
    query: CallbackQuery, callback_data: MoreHits, bot: Bot, services: Services, texts: Texts
) -> None:
    """The next hits: a new album with its own buttons, in a group in place of the ones shown."""
    question = await _question(query, callback_data.key, services, texts)
    if question is None:
        return
    result = await services.engine.search(question.query, question.city, k=FOUND)
    if callback_data.offset >= len(result.hits):  # the catalogue has changed since
        await acknowledge(query, texts("words-no-more"))
        return
    await acknowledge(query)
    if isinstance(query.message, Message) and not question.compact:
        # What has been shown is not offered again below the older album.
        keyboard = query.message.reply_markup
        left = without_more(keyboard) if keyboard else None
        with suppress(TelegramBadRequest):
            await query.message.edit_reply_markup(reply_markup=left)
    await _show(
        query, result, question, callback_data.key, callback_data.offset, bot, services, texts
    )


async def search_city(
    query: CallbackQuery, callback_data: HitsInCity, bot: Bot, services: Services, texts: Texts
) -> None:
    question = await _question(query, callback_data.key, services, texts)
    if question is None:
        return
    city = None
    if callback_data.city:
        cities = services.catalogue.cities
        city = next((name for name in cities if city_key(name) == callback_data.city), None)
        if city is None:
            await acknowledge(query, texts("words-city-gone"))
            return
    question = replace(question, city=city)
    result = await services.engine.search(question.query, city, k=FOUND)
    if not result.hits:
        await acknowledge(query, nothing_text(result, city, services, texts))
        return
    await acknowledge(query)
    key = await services.asked.keep(asdict(question), query.from_user.id)
    await _show(query, result, question, key, 0, bot, services, texts)


async def _question(
    query: CallbackQuery, key: str, services: Services, texts: Texts
) -> Question | None:
    """What was asked under the key; ends the button's waiting where there is nothing to do."""
    if services.taps.repeated(query):
        await acknowledge(query)
        return None
    kept = await services.asked.get(key)
    question = Question.read(kept) if kept is not None else None
    if question is None or query.message is None:
        await acknowledge(query, texts("words-gone"))
        return None
    if question.city is not None and question.city not in services.catalogue.cities:
        await acknowledge(query, texts("words-city-gone"))
        return None
    return question


async def _show(
    query: CallbackQuery,
    result: SearchResult,
    question: Question,
    key: str,
    offset: int,
    bot: Bot,
    services: Services,
    texts: Texts,
) -> None:
    message = query.message
    if message is None:
        return
    if question.compact and isinstance(message, Message):
        text, keyboard = hits_page(result, question, key, offset, services, texts)
        with suppress(TelegramBadRequest):  # it is shown already, or the message is gone
            await message.edit_text(text, reply_markup=keyboard)
        return
    if message.chat.type == ChatType.PRIVATE:
        await _send(query, message, result, question, key, offset, bot, services, texts)
        return
    with services.groups.answering(message.chat.id) as compact:
        if compact:  # the group takes no album just now
            question = replace(question, compact=True)
            key = await services.asked.keep(asdict(question), query.from_user.id)
        await _send(query, message, result, question, key, offset, bot, services, texts)


async def _send(
    query: CallbackQuery,
    message: MaybeInaccessibleMessageUnion,
    result: SearchResult,
    question: Question,
    key: str,
    offset: int,
    bot: Bot,
    services: Services,
    texts: Texts,
) -> None:
    to = Destination(message.chat.id, topic_of(message), question.message_id)
    sent = await send_hits(result, question, key, offset, to, bot, services, texts)
    await add_to_answer(
        services.asked, message.chat.id, question.message_id, sent, query.from_user.id
    )
