"""What stands behind the Bot API: bots, people, chats, messages, files and updates."""

from __future__ import annotations

import secrets
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from bot.playground.bots import BotAccount, Bots
from bot.playground.chats import Chat, Chats
from bot.playground.errors import TOO_OLD, bad_request
from bot.playground.events import Events
from bot.playground.faults import Faults
from bot.playground.files import Files
from bot.playground.inline import InlineQueries
from bot.playground.limits import FloodLimits
from bot.playground.members import check_rights
from bot.playground.messages import Message, Messages, author
from bot.playground.privacy import reads
from bot.playground.statistics import Statistics
from bot.playground.storage import Storage, dumps
from bot.playground.updates import Updates

_CALLBACK_SECONDS = 15 * 60


class Telegram:
    """The state of one playground and the ways messages enter and leave it."""

    def __init__(
        self, folder: Path, tokens: Iterable[str] | None = None, *, flood_limits: bool = True
    ) -> None:
        self.storage = Storage(folder)
        self.bots = Bots(self.storage, tokens)
        self.chats = Chats(self.storage)
        self.files = Files(self.storage)
        self.messages = Messages(self.storage, self.files)
        self.updates = Updates(self.storage)
        self.events = Events()
        self.faults = Faults()
        self.limits = FloodLimits(enabled=flood_limits)
        self.statistics = Statistics()
        self.inline = InlineQueries(self.storage, self.updates, self.events)

    def post(self, chat: Chat, bot: BotAccount, contents: list[Message]) -> list[Message]:
        """A bot's messages, kept together or not at all; returns them as the bot sees them."""
        for content in contents:
            check_rights(self.chats, chat, bot.id, content)
        self.limits.spend(bot.id, chat.id, len(contents))
        with self.storage.transaction():
            kept = [self.messages.add(chat, bot.id, bot.user, content) for content in contents]
        for message in kept:
            self.announce("message", chat, bot.id, message)
        return [self.messages.for_bot(message, chat, bot) for message in kept]

    def receive(
        self, chat: Chat, bot_id: int, sender: dict[str, Any], contents: list[Message]
    ) -> list[Message]:
        """A person's messages: kept, and queued for every bot that may read them."""
        kind = "channel_post" if chat.type == "channel" else "message"
        with self.storage.transaction():
            kept = [self.messages.add(chat, bot_id, sender, content) for content in contents]
            for message in kept:
                for bot in self.readers(chat, bot_id, message):
                    self.updates.put(bot.id, kind, self.messages.for_bot(message, chat, bot))
        for message in kept:
            self.announce("message", chat, bot_id, message)
        return kept

    def edit(self, chat: Chat, bot_id: int, message: Message) -> None:
        """A person's message, changed: kept, and told to every bot that may read it."""
        kind = "edited_channel_post" if chat.type == "channel" else "edited_message"
        with self.storage.transaction():
            self.messages.replace(chat, bot_id, message)
            for bot in self.readers(chat, bot_id, message):
                seen = self.messages.for_bot(message, chat, bot)
                self.updates.put(bot.id, kind, seen)
        self.announce("edit", chat, bot_id, message)

    def delete(self, chat: Chat, bot_id: int, message: Message) -> None:
        """A message goes; no bot is told, as in the real messenger."""
        number = message["message_id"]
        self.messages.delete(chat, bot_id, number)
        self.events.publish("delete", bot=bot_id, chat=chat.id, message_id=number)

    def readers(self, chat: Chat, bot_id: int, message: Message) -> list[BotAccount]:
        """The bots that get a person's message, by the rules of privacy mode in groups."""
        ids = [bot_id] if chat.private else self.chats.members(chat.id)
        bots = [bot for number in ids if (bot := self.bots.get(number)) is not None]
        if chat.private:
            return [bot for bot in bots if self.chats.status(chat.id, bot.id) == "member"]
        return [bot for bot in bots if reads(self.chats, self.messages, chat, bot, message)]

    def announce(self, kind: str, chat: Chat, bot_id: int, message: Message) -> None:
        """Tells the page about a message; in a group it is the same for every bot."""
        shown = self.messages.for_page(message, chat, bot_id)
        self.events.publish(kind, bot=bot_id, chat=chat.id, message=shown)

    def press(self, chat: Chat, user: dict[str, Any], data: str, message: Message) -> str:
        """A person presses a callback button under `message`; returns the callback query's id.

        Of a message sent via it a bot learns only the `inline_message_id`.
        """
        query_id = str(secrets.randbits(62))
        inline = message.get("$inline")
        bot = self.bots.get(author(message) if inline is None else message["via_bot"]["id"])
        if bot is None:
            raise bad_request("the message has no bot to answer")
        bot_id = bot.id
        query: Message = {"id": query_id, "from": user}
        if inline is None:
            query["message"] = self.messages.for_bot(message, chat, bot)
        else:
            query["inline_message_id"] = inline
        query |= {"chat_instance": str(abs(chat.id) * 7_919), "data": data}
        with self.storage.transaction():
            self.storage.execute(
                "INSERT INTO callbacks VALUES (?, ?, ?, NULL)", query_id, bot_id, int(time.time())
            )
            self.updates.put(bot_id, "callback_query", query)
        return query_id

    def answer_callback(self, bot_id: int, query_id: str, answer: dict[str, Any]) -> None:
        """The bot's one answer to a button. ApiError 400 for a second, a late or a strange one."""
        changed = self.storage.execute(
            "UPDATE callbacks SET answer = ? "
            "WHERE id = ? AND bot_id = ? AND date >= ? AND answer IS NULL",
            dumps(answer),
            query_id,
            bot_id,
            int(time.time()) - _CALLBACK_SECONDS,
        )
        if not changed:
            raise bad_request(TOO_OLD)
        self.events.publish("callback", bot=bot_id, id=query_id, answer=answer)

    def callback_answer(self, query_id: str) -> str | None:
        """The JSON of a callback query's answer, None while there is none."""
        found = self.storage.value("SELECT answer FROM callbacks WHERE id = ?", query_id)
        return None if found is None else str(found)
