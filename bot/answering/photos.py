"""Photos of one place → one reply that says what they show."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence

from aiogram import Bot
from aiogram.enums import ChatAction
from aiogram.types import Document, Message, PhotoSize

from bot.answering.feedback import GivenAnswer
from bot.chat_action import chat_action
from bot.services import Services
from bot.texts import Texts
from bot.views.question import CityFrom, Question, answer_to
from bot.views.recognition import recognition_reply
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
) -> None:
    """Reply to `message` with what the files, photos of one place, show.

    `city` is the chat's; one that the words (the message's caption unless given) name, or in which
    the file says that it was taken, goes before it. `compact` leaves out the kinds of place.
    """
    begun = time.monotonic()
    catalogue = services.catalogue
    thread = message.message_thread_id if message.is_topic_message else None
    async with chat_action(bot, message.chat.id, ChatAction.TYPING, thread):
        views, refusals = await _fetch(files, bot, services)
        if not views:
            await message.reply(refusal_text(refusals[0], services.limits, texts))
            return
        caption = (message.caption or "" if words is None else words)[:LONGEST_CAPTION]
        question = await _question(views, len(files), caption, city, services, catalogue)
        try:
            recognition = await services.engine.recognize_views(views, question.city)
        except ImageError as error:  # a service may have narrower limits than this bot
            await message.reply(refusal_text(error, services.limits, texts))
            return
    key = await _keep(message, question, recognition, services)
    username = (await bot.me()).username or ""
    reply = recognition_reply(
        question, recognition, catalogue, texts, username, key, compact=compact
    )
    await message.reply(reply.text, reply_markup=reply.keyboard)
    user = message.from_user.id if message.from_user else None
    await services.store.count("photo", user, (time.monotonic() - begun) * 1000)


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
    caption: str,
    city: str | None,
    services: Services,
    catalogue: Catalogue,
) -> Question:
    """What is asked: in the city of the caption, else of the position, else of the chat."""
    position = next((view.position for view in views if view.position is not None), None)
    nearby: tuple[Place, ...] = ()
    there = None
    if position is not None:
        near = await asyncio.to_thread(nearest_places, catalogue, *position, MAX_NEARBY, NEARBY_M)
        nearby = tuple(place for place, _ in near)
        there = await asyncio.to_thread(city_at, catalogue, *position)
    named = await services.engine.understood_city(caption) if caption.strip() else None
    if named is not None and named in catalogue.cities:
        nearby = tuple(place for place in nearby if place.city == named)
        return Question(len(views), sent, named, CityFrom.CAPTION, nearby)
    if there is not None:
        return Question(len(views), sent, there, CityFrom.POSITION, nearby)
    return Question(len(views), sent, city, CityFrom.CHAT)


async def _keep(
    message: Message, question: Question, recognition: Recognition, services: Services
) -> str:
    """Keep what the buttons of the answer stand for; returns its key."""
    answer = answer_to(question, recognition)
    if not answer.places:
        return ""
    guesses = [*recognition.places]
    if recognition.elsewhere is not None:
        guesses.append(recognition.elsewhere)
    given = GivenAnswer(
        tuple(place.id for place in answer.places),
        answer.shown is not None,
        {guess.place.id: round(guess.probability, 4) for guess in guesses},
        services.engine.model_version,
    )
    user = message.from_user.id if message.from_user else None
    return await services.asked.keep(given.as_json(), user)
