"""Pictures of one message, a photo or an album, and what Telegram says when it refuses one."""

from __future__ import annotations

import re
from collections.abc import Sequence

from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest
from aiogram.types import InlineKeyboardMarkup, InputMediaPhoto, Message

from bot.destination import Destination
from bot.pictures import Picture

# Telegram says one of these when it can no longer use a file_id or cannot fetch an address.
_UNUSABLE_MEDIA = (
    "file_id",
    "file identifier",
    "http url",
    "web page",
    "webpage",
    "wrong type",
    "photo_invalid",
    "image_process_failed",
)
# Of an album: failed to send message #2 with the error message "WEBPAGE_CURL_FAILED"
_NUMBERED = re.compile(r"failed to send message #(\d{1,2})\b", re.IGNORECASE)


def is_unusable(error: TelegramBadRequest) -> bool:
    """Whether Telegram refused a picture: an unknown file_id, an address it cannot read."""
    return any(phrase in error.message.lower() for phrase in _UNUSABLE_MEDIA)


def refused_picture(error: TelegramBadRequest, count: int) -> int | None:
    """Which of `count` pictures Telegram refused, from 0; None where it does not say."""
    if count == 1:
        return 0
    found = _NUMBERED.search(error.message)
    number = int(found.group(1)) - 1 if found else -1
    return number if 0 <= number < count else None


async def send_pictures(
    bot: Bot,
    to: Destination,
    pictures: Sequence[Picture],
    caption: str,
    keyboard: InlineKeyboardMarkup | None,
) -> list[Message]:
    """Send one photo, or several as an album. Raises TelegramBadRequest for one that is refused."""
    if len(pictures) == 1:
        # By the documentation an album has at least two items.
        message = await bot.send_photo(
            to.chat_id,
            pictures[0].media,
            caption=caption,
            reply_markup=keyboard,
            message_thread_id=to.thread,
            reply_parameters=to.reply,
            disable_notification=to.silent or None,
        )
        return [message]
    media = [
        InputMediaPhoto(media=picture.media, caption=caption if number == 0 else None)
        for number, picture in enumerate(pictures)
    ]
    return await bot.send_media_group(
        to.chat_id, [*media], message_thread_id=to.thread, reply_parameters=to.reply
    )
