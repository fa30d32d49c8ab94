"""What people share of where they are: points, and live locations that move and end."""

from __future__ import annotations

import time
from typing import Any

from bot.playground.chats import Chat
from bot.playground.errors import bad_request
from bot.playground.messages import Message, author
from bot.playground.methods.places import FOREVER
from bot.playground.people import People, Where
from bot.playground.telegram import Telegram


class Travellers:
    """The acts of people with locations. ApiError 400 where an act is not possible."""

    def __init__(self, telegram: Telegram, people: People) -> None:
        self._telegram = telegram
        self._people = people

    def share(
        self,
        chat: Chat,
        bot_id: int,
        user: dict[str, Any],
        location: dict[str, float],
        live_seconds: int,
        where: Where,
    ) -> list[Message]:
        """Sends a point; with `live_seconds` one that may move."""
        content: Message = {"location": dict(location)}
        if live_seconds:
            content["location"]["live_period"] = live_seconds
        return self._people.receive(chat, bot_id, user, [content], where)

    def move(
        self,
        chat: Chat,
        bot_id: int,
        user: dict[str, Any],
        message_id: int,
        location: dict[str, float],
    ) -> Message:
        """The live location is at another point now."""
        message = self._live(chat, bot_id, user, message_id)
        moved = {**message["location"], **location}
        return self._changed(chat, bot_id, {**message, "location": moved})

    def stop(self, chat: Chat, bot_id: int, user: dict[str, Any], message_id: int) -> Message:
        """Sharing ends: the location stays as it is, without a live_period."""
        message = self._live(chat, bot_id, user, message_id)
        kept = {name: value for name, value in message["location"].items() if name != "live_period"}
        return self._changed(chat, bot_id, {**message, "location": kept})

    def _live(self, chat: Chat, bot_id: int, user: dict[str, Any], message_id: int) -> Message:
        message = self._telegram.messages.get(chat, bot_id, message_id)
        period = (message or {}).get("location", {}).get("live_period")
        if message is None or period is None or author(message) != user["id"]:
            raise bad_request("there is no live location in the message to edit")
        if period != FOREVER and message["date"] + period < time.time():
            raise bad_request("message can't be edited")
        return message

    def _changed(self, chat: Chat, bot_id: int, message: Message) -> Message:
        message["edit_date"] = int(time.time())
        self._telegram.edit(chat, bot_id, message)
        return message
