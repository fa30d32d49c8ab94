"""What people say of an answer to a photo, kept so that a model can learn from it.

Kept is the place, the scores and the model's version. The photo is kept only where the owner has
switched that on and whoever sent it has agreed, and then without what its file says of the place
and the camera.
"""

from __future__ import annotations

import asyncio
import io
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from aiogram import Bot
from aiogram.enums import ChatType
from aiogram.exceptions import TelegramAPIError
from aiogram.types import CallbackQuery, Message

from bot.downloads import DownloadError
from bot.photo_files import photo_of
from bot.services import Services
from bot.store import Feedback
from inference import ImageError, ImageLimits
from inference.images import decode

log = logging.getLogger(__name__)

# What training reads; more of a photo is not kept.
KEPT_SIDE = 640


@dataclass(frozen=True, slots=True)
class GivenAnswer:
    """What was answered to a photo: the ids of the places that its buttons count, from 0.

    `shown` says that the first was named as the one; `scores` are probabilities by place id.
    """

    places: tuple[str, ...]
    shown: bool
    scores: Mapping[str, float]
    model: str

    def as_json(self) -> dict[str, Any]:
        return {
            "places": list(self.places),
            "shown": self.shown,
            "scores": dict(self.scores),
            "model": self.model,
        }

    @classmethod
    def of_json(cls, value: Mapping[str, Any]) -> GivenAnswer | None:
        """None for what another kind of button, or another version, has kept."""
        try:
            return cls(
                tuple(value["places"]), bool(value["shown"]), value["scores"], value["model"]
            )
        except (KeyError, TypeError):
            return None


async def note(
    query: CallbackQuery,
    key: str,
    given: GivenAnswer,
    place_id: str | None,
    bot: Bot,
    services: Services,
) -> bool:
    """Keep that the photo shows this place, or none of those named.

    Said again, it is not kept again. Returns whether the person should now be asked if the photo
    may be kept.
    """
    user = query.from_user.id
    if not services.said.is_new(key, user, place_id):
        return False
    # Right is the answer whose first place is confirmed.
    right = bool(given.places) and place_id == given.places[0]
    await services.store.count("feedback_right" if right else "feedback_wrong", user)
    message = own_photo(query)
    wanted = services.keep_feedback_photos and message is not None and place_id is not None
    agreement = await services.store.recall(agreement_key(user)) if wanted else None
    photo = None
    if wanted and message is not None and agreement == "yes":
        photo = await _photo(message, bot, services)
    await services.store.add_feedback(
        Feedback(
            user,
            query.message.chat.id if query.message else user,
            place_id,
            given.scores,
            given.model,
            agreed=photo is not None,
            photo=photo,
        )
    )
    private = query.message is not None and query.message.chat.type == ChatType.PRIVATE
    return wanted and agreement is None and private


async def keep_photo(
    query: CallbackQuery, given: GivenAnswer, place_id: str, bot: Bot, services: Services
) -> None:
    """Keep the photo to what was said of it before its owner was asked."""
    message = own_photo(query)
    photo = None if message is None else await _photo(message, bot, services)
    if query.message is not None and photo is not None:
        user, chat = query.from_user.id, query.message.chat.id
        await services.store.add_feedback(
            Feedback(user, chat, place_id, given.scores, given.model, agreed=True, photo=photo)
        )


def answered_photo(query: CallbackQuery) -> Message | None:
    """The message with the photo that the tapped message replies to."""
    message = query.message
    if not isinstance(message, Message) or message.reply_to_message is None:
        return None
    return message.reply_to_message if photo_of(message.reply_to_message) else None


def own_photo(query: CallbackQuery) -> Message | None:
    """The same where whoever taps has sent it: nobody else can agree to its being kept."""
    message = answered_photo(query)
    sender = None if message is None else message.from_user
    return message if sender is not None and sender.id == query.from_user.id else None


def agreement_key(user_id: int) -> str:
    return f"photos:{user_id}"


async def _photo(message: Message, bot: Bot, services: Services) -> bytes | None:
    """The photo as JPEG, or None where it can no longer be had."""
    file = photo_of(message)
    if file is None:
        return None
    try:
        async with services.downloads.hold(bot, file) as data:
            return await asyncio.to_thread(_plain_jpeg, data, services.limits)
    except (ImageError, DownloadError, TelegramAPIError) as error:
        log.info("A photo could not be kept with its feedback: %s", type(error).__name__)
        return None


def _plain_jpeg(data: bytes, limits: ImageLimits) -> bytes:
    """The pixels alone: a file may say where and when it was taken."""
    image = decode(data, limits, KEPT_SIDE)
    image.info.clear()
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=90)
    return buffer.getvalue()
