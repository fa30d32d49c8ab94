"""Words → the places they describe: an album with buttons below it, in a group one message."""

from __future__ import annotations

import time
from dataclasses import asdict, dataclass
from typing import Any

from aiogram import Bot
from aiogram.enums import ChatAction
from aiogram.types import InlineKeyboardMarkup, Message

from bot.answering.corrections import correcting
from bot.answering.sent import Answer, answer_to, delete_answer, remember_answer
from bot.chat_action import chat_action
from bot.destination import Destination
from bot.services import Services
from bot.texts import Texts
from bot.views.captions import MAX_CAPTION
from bot.views.credits import room_for
from bot.views.hit_buttons import PAGE, everywhere_button, hits_keyboard, offers_cities
from bot.views.hits import album_caption
from bot.views.names import city_name
from inference import SearchResult
from inference.credits import credit_of

MAX_QUERY = 300
# As many as "more" leads to, and as are counted by city.
FOUND = 50


@dataclass(frozen=True, slots=True)
class Question:
    """What the buttons of an answer ask again: words, and a city where one is given beside them.

    `message_id` is the message that asked; `compact` says that one message is the whole answer.
    `correcting` is the key of a photo's answer: the words search for what that photo shows.
    """

    query: str
    city: str | None
    message_id: int
    compact: bool
    correcting: str | None = None

    @classmethod
    def read(cls, kept: dict[str, Any]) -> Question | None:
        """The question that was kept under a button's key, or None for something else."""
        # Earlier versions kept no `correcting`.
        known = cls.__dataclass_fields__.keys()
        return cls(**kept) if known - {"correcting"} <= kept.keys() <= known else None


async def answer_words(
    message: Message,
    query: str,
    bot: Bot,
    services: Services,
    texts: Texts,
    *,
    city: str | None,
    compact: bool = False,
) -> None:
    """Reply to `message` with what `query`, its words, describes.

    `city` is the chat's; one that the words name goes before it. The answer to an edited message
    takes the place of the one before.
    """
    begun = time.monotonic()
    chat_id, edited = message.chat.id, message.edit_date or 0
    user = message.from_user.id if message.from_user else None
    async with services.turns.take(f"{chat_id}:{message.message_id}") as turn:
        before = await answer_to(services.asked, chat_id, message.message_id)
        if before is not None and (before.edited > edited or before.query == query):
            # The update was brought again, or the edit changed no word.
            return
        action = ChatAction.TYPING if compact else ChatAction.UPLOAD_PHOTO
        async with chat_action(bot, chat_id, action):
            found = None
            if len(query) <= MAX_QUERY:
                found = await _find(message, query, services, city, compact)
            # The old answer stands until there is a new one.
            if not turn.newest:
                return
            if before is not None:
                await delete_answer(bot, chat_id, before)
            if found is None:
                # A long text that Telegram has split into several gets one word for all of them.
                told = not services.too_long.notice_due(chat_id, message.date.timestamp())
                text = texts("search-too-long", limit=MAX_QUERY)
                sent = [] if told else [await message.reply(text)]
            else:
                sent = await _reply(message, found, user, bot, services, texts)
        answer = Answer(query, edited, tuple(reply.message_id for reply in sent))
        await remember_answer(services.asked, chat_id, message.message_id, answer, user)
    await services.store.count("search", user, (time.monotonic() - begun) * 1000)


async def send_hits(
    result: SearchResult,
    question: Question,
    key: str,
    offset: int,
    to: Destination,
    bot: Bot,
    services: Services,
    texts: Texts,
) -> list[Message]:
    """Send the page of hits that begins at `offset`; returns the messages sent.

    `key` is the question's in `services.asked`.
    """
    text, keyboard = hits_page(result, question, key, offset, services, texts)
    shown = result.hits[offset : offset + PAGE]
    if question.compact:
        return [await _send(bot, to, text, keyboard)]
    if len(shown) == 1:
        return await services.gallery.send(bot, to, shown, text, texts.language, keyboard)
    album = await services.gallery.send(bot, to, shown, text, texts.language, first=offset + 1)
    hint = _hint(question, keyboard, texts)
    return [*album, await _send(bot, Destination(to.chat_id, to.thread), hint, keyboard)]


def _hint(question: Question, keyboard: InlineKeyboardMarkup, texts: Texts) -> str:
    if question.correcting is not None:
        return texts("words-buttons-correcting")
    return texts("words-buttons-cities" if offers_cities(keyboard) else "words-buttons")


def hits_page(
    result: SearchResult,
    question: Question,
    key: str,
    offset: int,
    services: Services,
    texts: Texts,
) -> tuple[str, InlineKeyboardMarkup]:
    """The numbered list of the page that begins at `offset`, and its buttons."""
    catalogue, shown = services.catalogue, result.hits[offset : offset + PAGE]
    credits = [] if question.compact else [credit_of(hit.photo) for hit in shown]
    most = MAX_CAPTION - room_for(credits, texts, offset + 1)
    text = album_caption(shown, catalogue, result.city, texts, offset + 1, most)
    narrowed, turning = question.city is not None, question.compact
    keyboard = hits_keyboard(
        result.hits,
        offset,
        key,
        catalogue,
        texts,
        narrowed=narrowed,
        turning=turning,
        correcting=question.correcting,
    )
    if question.correcting is not None and (question.compact or len(shown) == 1):
        text = f"{text}\n\n{texts('words-buttons-correcting')}"
    return text, keyboard


def nothing_text(result: SearchResult, given: str | None, services: Services, texts: Texts) -> str:
    """A sentence where nothing was found; `given` is a city that was not in the words."""
    if result.city is None:
        return texts("search-nothing")
    shown = city_name(services.catalogue, result.city, texts.language)
    return texts("search-nothing-named" if given is None else "search-nothing-chosen", city=shown)


@dataclass(frozen=True, slots=True)
class _Found:
    """What was asked and found; `everywhere` says that without the given city, something is."""

    question: Question
    result: SearchResult
    everywhere: bool


async def _find(
    message: Message, query: str, services: Services, city: str | None, compact: bool
) -> _Found:
    everywhere = await services.engine.search(query, k=FOUND)
    given = city if everywhere.city is None else None
    about = await correcting(services.asked, message)
    question = Question(query, given, message.message_id, compact, about)
    if given is None:
        return _Found(question, everywhere, bool(everywhere.hits))
    result = await services.engine.search(query, given, k=FOUND)
    return _Found(question, result, bool(everywhere.hits))


async def _reply(
    message: Message, found: _Found, user: int | None, bot: Bot, services: Services, texts: Texts
) -> list[Message]:
    question, result = found.question, found.result
    key = await services.asked.keep(asdict(question), user)
    if result.hits:
        to = Destination.answering(message)
        return await send_hits(result, question, key, 0, to, bot, services, texts)
    keyboard = None
    if found.everywhere:
        keyboard = InlineKeyboardMarkup(inline_keyboard=[[everywhere_button(key, texts)]])
    text = nothing_text(result, question.city, services, texts)
    return [await message.reply(text, reply_markup=keyboard)]


async def _send(bot: Bot, to: Destination, text: str, keyboard: InlineKeyboardMarkup) -> Message:
    return await bot.send_message(
        to.chat_id,
        text,
        reply_markup=keyboard,
        message_thread_id=to.thread,
        reply_parameters=to.reply,
    )
