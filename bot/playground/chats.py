"""People, chats and which bot is in which: a private chat is a person who wrote to the bot.

In a group people are participants, with statuses of their own.
"""

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
        """A new basic group, supergroup or channel, `facts` with its type and title."""
        if facts["type"] in ("supergroup", "channel"):
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
        """Keeps a bot's status; it forgets what restricted the bot before."""
        self._storage.execute(
            "INSERT INTO members VALUES (?, ?, ?, '{}') ON CONFLICT (chat_id, bot_id) "
            "DO UPDATE SET status = excluded.status, rights = excluded.rights",
            chat_id,
            bot_id,
            status,
        )

    def restrictions(self, chat_id: int, bot_id: int) -> dict[str, bool]:
        """What an ordinary bot may send: `can_send_…` by name, nothing where all is allowed."""
        found = self._storage.value(
            "SELECT rights FROM members WHERE chat_id = ? AND bot_id = ?", chat_id, bot_id
        )
        return {} if found is None else json.loads(found)

    def restrict(self, chat_id: int, bot_id: int, rights: dict[str, bool]) -> None:
        self._storage.execute(
            "UPDATE members SET rights = ? WHERE chat_id = ? AND bot_id = ?",
            dumps(rights),
            chat_id,
            bot_id,
        )

    def participant(self, chat_id: int, user_id: int) -> str | None:
        """A person's status in a group, None where they never were in it."""
        found = self._storage.value(
            "SELECT status FROM participants WHERE chat_id = ? AND user_id = ?", chat_id, user_id
        )
        return None if found is None else str(found)

    def set_participant(self, chat_id: int, user_id: int, status: str) -> None:
        self._storage.execute(
            "INSERT OR REPLACE INTO participants VALUES (?, ?, ?)", chat_id, user_id, status
        )

    def participants(self, chat_id: int) -> list[tuple[dict[str, Any], str]]:
        """The people of a group with their statuses, those who left among them."""
        rows = self._storage.rows(
            "SELECT profile, status FROM participants JOIN users ON users.id = user_id "
            "WHERE chat_id = ? ORDER BY user_id",
            chat_id,
        )
        return [(json.loads(profile), status) for profile, status in rows]

    def add_topic(self, chat_id: int, thread_id: int, title: str) -> None:
        self._storage.execute("INSERT INTO topics VALUES (?, ?, ?)", chat_id, thread_id, title)

    def topics(self, chat_id: int) -> dict[int, str]:
        """Titles of a forum's topics by thread id."""
        rows = self._storage.rows(
            "SELECT thread_id, title FROM topics WHERE chat_id = ? ORDER BY thread_id", chat_id
        )
        return dict(rows)

    def members(self, chat_id: int) -> list[int]:
        """Ids of the bots that are in a chat."""
        rows = self._storage.rows(
            "SELECT bot_id FROM members WHERE chat_id = ? "
            "AND status IN ('member', 'administrator', 'restricted') ORDER BY bot_id",
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
