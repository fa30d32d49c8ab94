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
from aiogram.types import CallbackQuery, PhotoSize

from bot.downloads import DownloadError
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
    `message_id` is the message with the photo, `sender` who sent it, and `photo` its file_id: known
    only where the owner lets photos be kept.
    """

    places: tuple[str, ...]
    shown: bool
    scores: Mapping[str, float]
    model: str
    message_id: int | None = None
    sender: int | None = None
    photo: str | None = None

    def as_json(self) -> dict[str, Any]:
        return {
            "places": list(self.places),
            "shown": self.shown,
            "scores": dict(self.scores),
            "model": self.model,
            "message_id": self.message_id,
            "sender": self.sender,
            "photo": self.photo,
        }

    @classmethod
    def of_json(cls, value: Mapping[str, Any]) -> GivenAnswer | None:
        """None for what another kind of button, or another version, has kept."""
        try:
            return cls(
                tuple(value["places"]),
                bool(value["shown"]),
                value["scores"],
                value["model"],
                value.get("message_id"),
                value.get("sender"),
                value.get("photo"),
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

    It takes the place of what the person said of the answer before. Returns whether the person
    should now be asked if the photo may be kept.
    """
    user = query.from_user.id
    before = await services.store.feedback_on(key, user)
    if before is not None and before.place_id == place_id:
        return False
    wanted = place_id is not None and _may_be_kept(query, given, services)
    agreement = await services.store.recall(agreement_key(user)) if wanted else None
    photo = await _photo(given, bot, services) if agreement == "yes" else None
    await services.store.add_feedback(_feedback(query, key, given, place_id, photo))
    if before is not None:
        await services.store.count(_judged(given, before.place_id), times=-1)
    await services.store.count(_judged(given, place_id), user)
    private = query.message is not None and query.message.chat.type == ChatType.PRIVATE
    return wanted and agreement is None and private


async def keep_photo(
    query: CallbackQuery, key: str, given: GivenAnswer, bot: Bot, services: Services
) -> bool:
    """Add the photo to what was said of it before its owner was asked; whether it could be had."""
    said = await services.store.feedback_on(key, query.from_user.id)
    if said is None or said.place_id is None or not _may_be_kept(query, given, services):
        return False
    photo = await _photo(given, bot, services)
    if photo is None:
        return False
    await services.store.add_feedback(_feedback(query, key, given, said.place_id, photo))
    return True


def _may_be_kept(query: CallbackQuery, given: GivenAnswer, services: Services) -> bool:
    """Nobody but who has sent a photo can agree to its being kept."""
    own = given.sender == query.from_user.id and given.photo is not None
    return services.keep_feedback_photos and own


def _feedback(
    query: CallbackQuery, key: str, given: GivenAnswer, place_id: str | None, photo: bytes | None
) -> Feedback:
    return Feedback(
        query.from_user.id,
        query.message.chat.id if query.message else query.from_user.id,
        place_id,
        given.scores,
        given.model,
        agreed=photo is not None,
        photo=photo,
        answer=key,
    )


def _judged(given: GivenAnswer, place_id: str | None) -> str:
    """Right is the answer whose first place is confirmed."""
    right = bool(given.places) and place_id == given.places[0]
    return "feedback_right" if right else "feedback_wrong"


def agreement_key(user_id: int) -> str:
    return f"photos:{user_id}"


async def _photo(given: GivenAnswer, bot: Bot, services: Services) -> bytes | None:
    """The photo as JPEG, or None where it can no longer be had."""
    if given.photo is None:
        return None
    file = PhotoSize(file_id=given.photo, file_unique_id="", width=0, height=0)
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
