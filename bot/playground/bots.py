"""The bots that have called: one for each token, with its profile and its commands."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from bot.playground import PLAYGROUND_TOKEN
from bot.playground.errors import unauthorized
from bot.playground.storage import Storage, dumps

_TOKEN = re.compile(r"(\d{1,16}):[A-Za-z0-9_-]{35}")
_PLAYGROUND_PROFILE = {"first_name": "Ориентир", "username": "orientir_playground_bot"}


@dataclass(frozen=True, slots=True)
class BotAccount:
    """A bot as the server knows it; `profile` holds names, descriptions and switches."""

    id: int
    profile: dict[str, Any]

    @property
    def user(self) -> dict[str, Any]:
        """The bot as the sender of a message."""
        return {
            "id": self.id,
            "is_bot": True,
            "first_name": self.profile["first_name"],
            "username": self.profile["username"],
        }

    @property
    def reads_all_group_messages(self) -> bool:
        return bool(self.profile.get("can_read_all_group_messages", False))

    @property
    def answers_inline(self) -> bool:
        return bool(self.profile.get("supports_inline_queries", True))

    @property
    def learns_locations(self) -> bool:
        """Whether inline queries bring where the person is."""
        return bool(self.profile.get("inline_location", True))

    @property
    def hears_choices(self) -> bool:
        """Whether the bot is told which inline result was chosen."""
        return bool(self.profile.get("inline_feedback", True))


class Bots:
    """Which tokens are good. With no list given, every token of the right form is a bot."""

    def __init__(self, storage: Storage, tokens: Iterable[str] | None = None) -> None:
        self._storage = storage
        self._tokens = None if tokens is None else frozenset(tokens)
        for token in (PLAYGROUND_TOKEN,) if self._tokens is None else sorted(self._tokens):
            self.by_token(token)

    def by_token(self, token: str) -> BotAccount:
        """The bot of a token, made known by its first call. ApiError 401 for a wrong token."""
        form = _TOKEN.fullmatch(token)
        if form is None or (self._tokens is not None and token not in self._tokens):
            raise unauthorized()
        number = int(form.group(1))
        row = self._storage.row("SELECT token, profile FROM bots WHERE id = ?", number)
        if row is None:
            profile = (
                _PLAYGROUND_PROFILE
                if token == PLAYGROUND_TOKEN
                else {"first_name": f"Бот {number}", "username": f"playground_{number}_bot"}
            )
            self._storage.execute(
                "INSERT INTO bots (id, token, profile) VALUES (?, ?, ?)",
                number,
                token,
                dumps(profile),
            )
            return BotAccount(number, dict(profile))
        if row[0] != token:
            raise unauthorized()
        return BotAccount(number, json.loads(row[1]))

    def get(self, number: int) -> BotAccount | None:
        row = self._storage.row("SELECT profile FROM bots WHERE id = ?", number)
        return None if row is None else BotAccount(number, json.loads(row[0]))

    def all(self) -> list[BotAccount]:
        rows = self._storage.rows("SELECT id, profile FROM bots ORDER BY id")
        return [BotAccount(number, json.loads(profile)) for number, profile in rows]

    def change(self, bot: BotAccount, **changes: Any) -> None:
        profile = {**bot.profile, **changes}
        self._storage.execute("UPDATE bots SET profile = ? WHERE id = ?", dumps(profile), bot.id)

    def set_commands(
        self, bot_id: int, scope: str, language: str, commands: list[dict[str, str]]
    ) -> None:
        """Keeps the commands of one scope and language; none of them removes the entry."""
        self._storage.execute(
            "DELETE FROM commands WHERE bot_id = ? AND scope = ? AND language = ?",
            bot_id,
            scope,
            language,
        )
        if commands:
            self._storage.execute(
                "INSERT INTO commands VALUES (?, ?, ?, ?)", bot_id, scope, language, dumps(commands)
            )

    def commands(self, bot_id: int, scope: str, language: str) -> list[dict[str, str]]:
        found = self._storage.value(
            "SELECT commands FROM commands WHERE bot_id = ? AND scope = ? AND language = ?",
            bot_id,
            scope,
            language,
        )
        return [] if found is None else json.loads(found)

    def menu(self, bot_id: int, chat: dict[str, Any], language: str) -> list[dict[str, str]]:
        """The commands a person sees in a chat: the narrowest scope, their language first."""
        broad = "all_private_chats" if chat["type"] == "private" else "all_group_chats"
        for scope in (f"chat:{chat['id']}", broad, "default"):
            for wanted in (language, ""):
                found = self.commands(bot_id, scope, wanted)
                if found:
                    return found
        return []
