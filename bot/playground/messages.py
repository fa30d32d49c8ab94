"""Messages as they are kept, and as a bot or the chat page sees them.

A kept message is a Bot API Message with three marks in place of what depends on who looks:
`{"$file": 7, …}` for a file, `$reply` with the number of the message it answers, and `$keyboard`
for the reply keyboard it brought, which bots are not told about. A photo that an inline result
names by URL stands as `{"$url": address, …}`, a message sent via a bot keeps its `$inline` id, and
a channel's message its `$author`.
"""

from __future__ import annotations

import hashlib
import json
import time
from typing import Any

from bot.playground.bots import BotAccount
from bot.playground.chats import Chat
from bot.playground.files import Files
from bot.playground.storage import Storage, dumps

Message = dict[str, Any]


class Messages:
    def __init__(self, storage: Storage, files: Files) -> None:
        self._storage = storage
        self._files = files
        self.elsewhere: dict[str, str] = {}  # addresses of photos that the page was told of

    @staticmethod
    def owner(chat: Chat, bot_id: int) -> int:
        """Whose copy of the chat it is: private chats are between one person and one bot."""
        return bot_id if chat.private else 0

    def add(self, chat: Chat, bot_id: int, sender: dict[str, Any], content: Message) -> Message:
        """Numbers, dates and keeps a message. Private chats share their bot's numbers."""
        by: Message = {"from": sender}
        if chat.type == "channel":
            by = {"sender_chat": chat.facts, "$author": sender["id"]}
        message: Message = {
            "message_id": self._storage.next(_scope(chat, bot_id)),
            **by,
            "chat": chat.facts,
            "date": int(time.time()),
            **content,
        }
        self._storage.execute(
            "INSERT INTO messages VALUES (?, ?, ?, ?)",
            self.owner(chat, bot_id),
            chat.id,
            message["message_id"],
            dumps(message),
        )
        return message

    def upcoming(self, chat: Chat, bot_id: int) -> int:
        """The number of the chat's next message."""
        return self._storage.upcoming(_scope(chat, bot_id))

    def get(self, chat: Chat, bot_id: int, message_id: object) -> Message | None:
        """The message of that number, None where there is none or it is no number at all."""
        if not isinstance(message_id, int) or abs(message_id) >= 2**63:
            return None
        found = self._storage.value(
            "SELECT message FROM messages WHERE owner = ? AND chat_id = ? AND message_id = ?",
            self.owner(chat, bot_id),
            chat.id,
            message_id,
        )
        return None if found is None else json.loads(found)

    def replace(self, chat: Chat, bot_id: int, message: Message) -> None:
        self._storage.execute(
            "UPDATE messages SET message = ? WHERE owner = ? AND chat_id = ? AND message_id = ?",
            dumps(message),
            self.owner(chat, bot_id),
            chat.id,
            message["message_id"],
        )

    def delete(self, chat: Chat, bot_id: int, message_id: int) -> bool:
        return bool(
            self._storage.execute(
                "DELETE FROM messages WHERE owner = ? AND chat_id = ? AND message_id = ?",
                self.owner(chat, bot_id),
                chat.id,
                message_id,
            )
        )

    def history(self, chat: Chat, bot_id: int, after: int = 0, limit: int = 1000) -> list[Message]:
        """Up to `limit` of the newest messages above number `after`, oldest first."""
        rows = self._storage.rows(
            "SELECT message FROM messages WHERE owner = ? AND chat_id = ? AND message_id > ? "
            "ORDER BY message_id DESC LIMIT ?",
            self.owner(chat, bot_id),
            chat.id,
            after,
            limit,
        )
        return [json.loads(message) for (message,) in reversed(rows)]

    def for_bot(self, message: Message, chat: Chat, bot: BotAccount) -> Message:
        """The Bot API Message object: files by this bot's file_ids, the answered message inside."""
        seen = self._seen(message, bot.id, page=False)
        answered = self._answered(message, chat, bot.id)
        if answered is None and message.get("is_topic_message"):
            # As on the real server, what answers nothing in a topic answers its first message.
            first = message["message_thread_id"]
            answered = None if first == message["message_id"] else self.get(chat, bot.id, first)
        if answered is not None:
            seen["reply_to_message"] = self._seen(answered, bot.id, page=False)
        return seen

    def for_page(self, message: Message, chat: Chat, bot_id: int) -> Message:
        """The same with an address for each file, the reply keyboard as `keyboard` and, in a
        channel, the `author`'s id."""
        seen = self._seen(message, bot_id, page=True)
        answered = self._answered(message, chat, bot_id)
        if answered is not None:
            seen["reply_to_message"] = self._seen(answered, bot_id, page=True)
        if "$keyboard" in message:
            seen["keyboard"] = message["$keyboard"]
        if "$author" in message:
            seen["author"] = message["$author"]
        return seen

    def _answered(self, message: Message, chat: Chat, bot_id: int) -> Message | None:
        number = message.get("$reply")
        return None if number is None else self.get(chat, bot_id, number)

    def _seen(self, message: Message, bot_id: int, *, page: bool) -> Message:
        shown = {name: value for name, value in message.items() if not name.startswith("$")}
        found: Message = self.with_files(shown, bot_id, page=page)
        return found

    def with_files(self, value: Any, bot_id: int, *, page: bool) -> Any:
        """The same value with each `$file` and `$url` in it named as this bot, or the page, may."""
        if isinstance(value, list):
            return [self.with_files(item, bot_id, page=page) for item in value]
        if not isinstance(value, dict):
            return value
        seen = {
            name: self.with_files(item, bot_id, page=page)
            for name, item in value.items()
            if not name.startswith("$")
        }
        if "$url" in value:
            digest = hashlib.sha256(value["$url"].encode()).hexdigest()
            seen |= {"file_id": f"AgACUrl{digest}", "file_unique_id": f"AQADUrl{digest[:12]}"}
            if page:
                self.elsewhere[digest] = value["$url"]
                seen["address"] = f"/playground/elsewhere/{digest}"
        file = self._files.get(value["$file"]) if "$file" in value else None
        if file is not None:
            seen["file_id"] = self._files.file_id(bot_id, file)
            seen["file_unique_id"] = file.unique_id
            seen["file_size"] = file.size
            if page:
                seen["address"] = f"/playground/files/{file.id}"
        return seen


def author(message: Message) -> int:
    """Id of the person or bot that sent a message."""
    return int(message["$author"] if "$author" in message else message["from"]["id"])


def _scope(chat: Chat, bot_id: int) -> str:
    return f"messages of {bot_id if chat.private else chat.id}"
