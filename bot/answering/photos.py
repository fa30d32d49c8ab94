"""Photos of one place → one reply that says what they show."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence

from aiogram import Bot
from aiogram.enums import ChatAction
from aiogram.types import Document, Message, PhotoSize

from bot.answering.corrections import stop_awaiting
from bot.answering.feedback import GivenAnswer
from bot.answering.sent import Answer, delete_answer, remember_answer
from bot.answering.sent import answer_to as answer_before
from bot.chat_action import chat_action
from bot.photo_files import photo_of
from bot.services import Services
from bot.texts import Texts
from bot.views.question import CityFrom, Question, answer_to
from bot.views.recognition import Reply, recognition_reply
from inference import Catalogue, ImageError, ImageLimits, PhotoView, Place, Recognition
from inference.images import MIB
from inference.similar import city_at, nearest_places

# A photo may have been taken from this far, in metres, and more places than this are no help.
NEARBY_M = 500
MAX_NEARBY = 3
# A caption may be a story; the city is told at its beginning or not at all.
LONGEST_CAPTION = 300
# So many photos of an album are fetched at once.
_AT_ONCE = 3

File = PhotoSize | Document


async def answer_photos(
    message: Message,
    files: Sequence[File],
    bot: Bot,
    services: Services,
    texts: Texts,
    *,
    city: str | None,
    compact: bool = False,
    words: str | None = None,
    asking: Message | None = None,
) -> None:
    """Reply to `message` with what the files, photos of one place, show.

    `city` is the chat's; one that the words (the message's caption unless given) name, or in which
    the file says that it was taken, goes before it. `compact` leaves out the kinds of place.
    `asking` is the message that asks, where it is another one. The answer to an edited one takes
    the place of the one before, if the words now name another city.
    """
    begun = time.monotonic()
    asking = asking or message
    chat_id, edited = asking.chat.id, asking.edit_date or 0
    user = asking.from_user.id if asking.from_user else None
    catalogue = services.catalogue
    caption = (message.caption or "" if words is None else words)[:LONGEST_CAPTION]
    async with services.turns.take(f"{chat_id}:{asking.message_id}") as turn:
        before = await answer_before(services.asked, chat_id, asking.message_id)
        named = await _named_city(caption, services, catalogue)
        if before is not None and (before.edited > edited or before.query == (named or "")):
            # The update was brought again, or the edit changed nothing that is asked.
            return
        thread = message.message_thread_id if message.is_topic_message else None
        async with chat_action(bot, message.chat.id, ChatAction.TYPING, thread):
            reply = await _recognize(message, files, named, city, compact, bot, services, texts)
        # The old answer stands until there is a new one.
        if not turn.newest:
            return
        if before is not None:
            await delete_answer(bot, chat_id, before)
        sent = await message.reply(reply.text, reply_markup=reply.keyboard)
        answer = Answer(named or "", edited, (sent.message_id,))
        await remember_answer(services.asked, chat_id, asking.message_id, answer, user)
    if user is not None:
        await stop_awaiting(services.asked, chat_id, user)
    await services.store.count("photo", user, (time.monotonic() - begun) * 1000)


async def _recognize(
    message: Message,
    files: Sequence[File],
    named: str | None,
    city: str | None,
    compact: bool,
    bot: Bot,
    services: Services,
    texts: Texts,
) -> Reply:
    catalogue = services.catalogue
    views, refusals = await _fetch(files, bot, services)
    if not views:
        return Reply(refusal_text(refusals[0], services.limits, texts))
    question = await _question(views, len(files), named, city, catalogue)
    try:
        recognition = await services.engine.recognize_views(views, question.city)
    except ImageError as error:  # a service may have narrower limits than this bot
        return Reply(refusal_text(error, services.limits, texts))
    key = await _keep(message, files[0], question, recognition, services)
    username = (await bot.me()).username or ""
    return recognition_reply(
        question, recognition, catalogue, texts, username, key, compact=compact
    )


def refusal_text(error: ImageError, limits: ImageLimits, texts: Texts) -> str:
    """Why a file is not taken as a photo, and what to do instead."""
    return texts(
        f"refusal-{error.code}",
        megabytes=limits.max_bytes // MIB,
        megapixels=limits.max_pixels // 1_000_000,
    )


async def _fetch(
    files: Sequence[File], bot: Bot, services: Services
) -> tuple[list[PhotoView], list[ImageError]]:
    """The readable photos, and why the others are not."""
    # An album takes one place in the engine's queue, as a photo does.
    turn, place = asyncio.Semaphore(_AT_ONCE), asyncio.Lock()

    async def fetch(file: File) -> PhotoView:
        # Only a few hundred kilobytes of each photo are kept: the files of an album together could
        # take all the room that there is for downloads, and wait for one another.
        async with turn, services.downloads.hold(bot, file) as data, place:
            return await services.engine.view(data, with_position=isinstance(file, Document))

    found = await asyncio.gather(*(fetch(file) for file in files), return_exceptions=True)
    views: list[PhotoView] = []
    refusals: list[ImageError] = []
    for result in found:
        if isinstance(result, ImageError):
            refusals.append(result)
        elif isinstance(result, BaseException):
            raise result
        else:
            views.append(result)
    return views, refusals


async def _question(
    views: Sequence[PhotoView],
    sent: int,
    named: str | None,
    city: str | None,
    catalogue: Catalogue,
) -> Question:
    """What is asked: in the city that the caption names, else of the position, else of the chat."""
    position = next((view.position for view in views if view.position is not None), None)
    nearby: tuple[Place, ...] = ()
    there = None
    if position is not None:
        near = await asyncio.to_thread(nearest_places, catalogue, *position, MAX_NEARBY, NEARBY_M)
        nearby = tuple(place for place, _ in near)
        there = await asyncio.to_thread(city_at, catalogue, *position)
    if named is not None:
        nearby = tuple(place for place in nearby if place.city == named)
        return Question(len(views), sent, named, CityFrom.CAPTION, nearby)
    if there is not None:
        return Question(len(views), sent, there, CityFrom.POSITION, nearby)
    return Question(len(views), sent, city, CityFrom.CHAT)


async def _named_city(caption: str, services: Services, catalogue: Catalogue) -> str | None:
    named = await services.engine.understood_city(caption) if caption.strip() else None
    return named if named in catalogue.cities else None


async def _keep(
    message: Message,
    file: File,
    question: Question,
    recognition: Recognition,
    services: Services,
) -> str:
    """Keep what the buttons of the answer stand for; returns its key."""
    answer = answer_to(question, recognition)
    if not answer.places:
        return ""
    guesses = [*recognition.places]
    if recognition.elsewhere is not None:
        guesses.append(recognition.elsewhere)
    user = message.from_user.id if message.from_user else None
    given = GivenAnswer(
        tuple(place.id for place in answer.places),
        answer.shown is not None,
        {guess.place.id: round(guess.probability, 4) for guess in guesses},
        services.engine.model_version,
        message.message_id,
        # A photo of another chat that is replied to here was sent by somebody else.
        user if photo_of(message) is not None else None,
        file.file_id if services.keep_feedback_photos else None,
    )
    return await services.asked.keep(given.as_json(), user)
