"""People, chats and which bot is in which: a private chat is a person who wrote to the bot."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from bot.playground.errors import bad_request, forbidden, migrated
from bot.playground.storage import Storage, dumps

FIRST_USER = 500_000_001
FIRST_GROUP = 4_000_001
FIRST_SUPERGROUP = 1_002_000_000_001


@dataclass(frozen=True, slots=True)
class Chat:
    """A chat as a bot sees it in messages (`facts`), and what the server knows beside."""

    id: int
    facts: dict[str, Any]
    migrated_to: int | None = None

    @property
    def type(self) -> str:
        return str(self.facts["type"])

    @property
    def private(self) -> bool:
        return self.type == "private"


class Chats:
    def __init__(self, storage: Storage) -> None:
        self._storage = storage

    def add_user(self, profile: dict[str, Any]) -> dict[str, Any]:
        """A new person; returns the User object with its id."""
        number = self._storage.next("user", FIRST_USER)
        user = {"id": number, "is_bot": False, "first_name": "Гость", **profile}
        self._storage.execute("INSERT INTO users VALUES (?, ?)", number, dumps(user))
        return user

    def user(self, number: int) -> dict[str, Any] | None:
        found = self._storage.value("SELECT profile FROM users WHERE id = ?", number)
        return None if found is None else json.loads(found)

    def change_user(self, user: dict[str, Any]) -> None:
        self._storage.execute("UPDATE users SET profile = ? WHERE id = ?", dumps(user), user["id"])

    def users(self) -> list[dict[str, Any]]:
        rows = self._storage.rows("SELECT profile FROM users ORDER BY id")
        return [json.loads(profile) for (profile,) in rows]

    def add_group(self, facts: dict[str, Any]) -> Chat:
        """A new basic group or supergroup, `facts` with its type and title."""
        if facts["type"] == "supergroup":
            number = -self._storage.next("supergroup", FIRST_SUPERGROUP)
        else:
            number = -self._storage.next("group", FIRST_GROUP)
        chat = Chat(number, {"id": number, **facts})
        self._storage.execute("INSERT INTO chats VALUES (?, ?, NULL)", number, dumps(chat.facts))
        return chat

    def groups(self) -> list[Chat]:
        rows = self._storage.rows("SELECT id, chat, migrated_to FROM chats ORDER BY id DESC")
        return [Chat(number, json.loads(facts), moved) for number, facts, moved in rows]

    def set_migrated(self, old: Chat, new: Chat) -> None:
        self._storage.execute("UPDATE chats SET migrated_to = ? WHERE id = ?", new.id, old.id)

    def get(self, number: int) -> Chat | None:
        """A group, or the private chat with a person; whether a bot may know it is not asked."""
        if abs(number) >= 2**63:
            return None
        row = self._storage.row("SELECT chat, migrated_to FROM chats WHERE id = ?", number)
        if row is not None:
            return Chat(number, json.loads(row[0]), row[1])
        user = self.user(number)
        if user is None:
            return None
        names = ("first_name", "last_name", "username")
        facts = {name: user[name] for name in names if name in user}
        return Chat(number, {"id": number, "type": "private", **facts})

    def status(self, chat_id: int, bot_id: int) -> str | None:
        """The bot's ChatMember status; in a private chat `member` means the person started it."""
        found = self._storage.value(
            "SELECT status FROM members WHERE chat_id = ? AND bot_id = ?", chat_id, bot_id
        )
        return None if found is None else str(found)

    def set_status(self, chat_id: int, bot_id: int, status: str) -> None:
        self._storage.execute(
            "INSERT INTO members VALUES (?, ?, ?) "
            "ON CONFLICT (chat_id, bot_id) DO UPDATE SET status = excluded.status",
            chat_id,
            bot_id,
            status,
        )

    def members(self, chat_id: int) -> list[int]:
        """Ids of the bots that are in a chat."""
        rows = self._storage.rows(
            "SELECT bot_id FROM members WHERE chat_id = ? "
            "AND status IN ('member', 'administrator') ORDER BY bot_id",
            chat_id,
        )
        return [number for (number,) in rows]

    def reachable(self, chat_id: str, bot_id: int) -> Chat:
        """The chat a bot names, if it may write there. ApiError 400 or 403 in the real words."""
        if not chat_id.strip():
            raise bad_request("chat_id is empty")
        try:
            chat = self.get(int(chat_id))
        except ValueError:
            chat = None  # a @username: the playground has no public chats
        status = None if chat is None else self.status(chat.id, bot_id)
        if chat is None or status is None:
            raise bad_request("chat not found")
        if chat.migrated_to is not None:
            raise migrated(chat.migrated_to)
        if status == "kicked" and chat.private:
            raise forbidden("bot was blocked by the user")
        if status in ("kicked", "left"):
            was = "was kicked from" if status == "kicked" else "is not a member of"
            raise forbidden(f"bot {was} the {chat.type} chat")
        return chat
