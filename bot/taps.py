"""Taps on buttons: each is answered, and one that is repeated at once is not obeyed again."""

from __future__ import annotations

import time
from collections import OrderedDict
from contextlib import suppress

from aiogram.enums import ChatType
from aiogram.exceptions import TelegramAPIError
from aiogram.types import CallbackQuery

from bot.destination import Destination, topic_of

# A second tap this soon, in seconds, is the impatience of the first.
WINDOW = 3.0
_REMEMBERED = 4096


class Taps:
    """Remembers the last taps for a few seconds."""

    def __init__(self, window: float = WINDOW) -> None:
        self._window = window
        self._seen: OrderedDict[tuple[object, ...], float] = OrderedDict()

    def repeated(self, query: CallbackQuery) -> bool:
        """Whether the same person has just tapped the same button."""
        place = query.inline_message_id
        if query.message is not None:
            place = f"{query.message.chat.id}:{query.message.message_id}"
        key = (query.from_user.id, place, query.data)
        now = time.monotonic()
        last = self._seen.pop(key, None)
        self._seen[key] = now
        while len(self._seen) > _REMEMBERED:
            self._seen.popitem(last=False)
        return last is not None and now - last < self._window


async def acknowledge(
    query: CallbackQuery, text: str | None = None, *, url: str | None = None, alert: bool = True
) -> None:
    """End the button's waiting; a tap that Telegram has given up on has still been obeyed."""
    with suppress(TelegramAPIError):
        await query.answer(text, show_alert=text is not None and alert, url=url)


def below(query: CallbackQuery) -> Destination | None:
    """Where a tap is answered: below the message in a private chat, as a reply to it in a group.

    None for a message that was sent by inline mode: the bot may not write where it stands.
    """
    message = query.message
    if message is None:
        return None
    private = message.chat.type == ChatType.PRIVATE
    reply_to = None if private else message.message_id
    return Destination(message.chat.id, topic_of(message), reply_to)
