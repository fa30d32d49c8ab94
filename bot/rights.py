"""What Telegram says where the bot may not write."""

from __future__ import annotations

from aiogram.exceptions import TelegramBadRequest

_MUTE = (
    "not enough rights to send",
    "have no rights to send",
    "chat_write_forbidden",
    "chat_restricted",
    "topic_closed",
)
_NO_PHOTOS = (
    "not enough rights to send photos",
    "chat_send_photos_forbidden",
    "chat_send_media_forbidden",
)


def lacks_rights(error: TelegramBadRequest) -> bool:
    """Whether the bot may not send what it sent."""
    return refuses_photos(error) or _says(error, _MUTE)


def refuses_photos(error: TelegramBadRequest) -> bool:
    """Whether it is photos that the group does not take; words it may."""
    return _says(error, _NO_PHOTOS)


def _says(error: TelegramBadRequest, phrases: tuple[str, ...]) -> bool:
    said = error.message.lower()
    return any(phrase in said for phrase in phrases)
