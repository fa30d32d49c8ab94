"""Inline queries: asked, answered within seconds, cached for all who ask the same.

https://core.telegram.org/bots/api#answerinlinequery
"""

from __future__ import annotations

import base64
import json
import secrets
import time
from dataclasses import dataclass
from typing import Any

from bot.playground.bots import BotAccount
from bot.playground.errors import TOO_OLD, bad_request
from bot.playground.events import Events
from bot.playground.storage import Storage, dumps
from bot.playground.updates import Updates

ANSWER_SECONDS = 10.0
MAX_QUERY = 256
MAX_OFFSET_BYTES = 64
_KEPT_ANSWERS = 1000
_Key = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class InlineQuery:
    """A query as its bot saw it (an InlineQuery object) and the kept answer, if there is one."""

    bot_id: int
    query: dict[str, Any]
    answer: dict[str, Any] | None

    def result(self, result_id: str) -> dict[str, Any]:
        """The kept result of that id. ApiError 400 where the answer has none such."""
        for result in (self.answer or {}).get("results", []):
            if result["id"] == result_id:
                return dict(result)
        raise bad_request("the answer has no such result")


class InlineQueries:
    def __init__(self, storage: Storage, updates: Updates, events: Events) -> None:
        self._storage = storage
        self._updates = updates
        self._events = events
        self._answers: dict[_Key, tuple[float, dict[str, Any]]] = {}

    def ask(self, bot: BotAccount, user: dict[str, Any], asked: dict[str, Any]) -> str:
        """A person types a query (`query`, `offset`, `chat_type`, `location` or not).

        Returns its id. Where an answer is cached the bot never hears of the query.
        """
        if not bot.answers_inline:
            raise bad_request("the bot has no inline mode")
        query_id = str(secrets.randbits(62))
        query = {"id": query_id, "from": user, **asked}
        answer = self._cached(bot.id, query)
        with self._storage.transaction():
            self._storage.execute(
                "INSERT INTO inline_queries VALUES (?, ?, ?, ?, ?)",
                query_id,
                bot.id,
                time.time(),
                dumps(query),
                None if answer is None else dumps({**answer, "cached": True}),
            )
            if answer is None:
                self._updates.put(bot.id, "inline_query", query)
        return query_id

    def answer(self, bot_id: int, query_id: str, answer: dict[str, Any]) -> None:
        """The bot's one answer. ApiError 400 for a second, a late or a strange one."""
        changed = self._storage.execute(
            "UPDATE inline_queries SET answer = ? "
            "WHERE id = ? AND bot_id = ? AND date >= ? AND answer IS NULL",
            dumps(answer),
            query_id,
            bot_id,
            time.time() - ANSWER_SECONDS,
        )
        found = self.get(query_id)
        if not changed or found is None:
            raise bad_request(TOO_OLD)
        if answer["cache_time"] > 0:
            until = time.monotonic() + answer["cache_time"]
            user_id = found.query["from"]["id"] if answer["is_personal"] else None
            self._answers[_key(bot_id, found.query, user_id)] = (until, answer)
            while len(self._answers) > _KEPT_ANSWERS:
                del self._answers[next(iter(self._answers))]
        self._events.publish("inline", bot=bot_id, id=query_id)

    def get(self, query_id: str) -> InlineQuery | None:
        row = self._storage.row(
            "SELECT bot_id, query, answer FROM inline_queries WHERE id = ?", query_id
        )
        if row is None:
            return None
        return InlineQuery(row[0], json.loads(row[1]), json.loads(row[2]) if row[2] else None)

    def forget_answers(self) -> None:
        """Empties the cache."""
        self._answers.clear()

    def _cached(self, bot_id: int, query: dict[str, Any]) -> dict[str, Any] | None:
        for user_id in (query["from"]["id"], None):
            until, answer = self._answers.get(_key(bot_id, query, user_id), (0.0, None))
            if time.monotonic() < until:
                return answer
        return None

    def choose(
        self, bot: BotAccount, found: InlineQuery, result_id: str, message_id: str | None
    ) -> None:
        """Tells the bot what was chosen, where it asked BotFather for such feedback."""
        if not bot.hears_choices:
            return
        chosen = {"result_id": result_id, "from": found.query["from"]}
        if "location" in found.query:
            chosen["location"] = found.query["location"]
        if message_id is not None:
            chosen["inline_message_id"] = message_id
        self._updates.put(bot.id, "chosen_inline_result", {**chosen, "query": found.query["query"]})

    def keep_message(
        self, inline_message_id: str, bot_id: int, owner: int, chat_id: int, message_id: int
    ) -> None:
        self._storage.execute(
            "INSERT INTO inline_messages VALUES (?, ?, ?, ?, ?)",
            inline_message_id,
            bot_id,
            owner,
            chat_id,
            message_id,
        )

    def message(self, inline_message_id: str, bot_id: int) -> tuple[int, int]:
        """Chat and number of a message sent via the bot. ApiError 400 for any other."""
        row = self._storage.row(
            "SELECT chat_id, message_id FROM inline_messages WHERE id = ? AND bot_id = ?",
            inline_message_id,
            bot_id,
        )
        if row is None:
            raise bad_request("MESSAGE_ID_INVALID")
        return row[0], row[1]


def new_message_id() -> str:
    """An inline_message_id."""
    return base64.urlsafe_b64encode(secrets.token_bytes(20)).decode().rstrip("=")


def _key(bot_id: int, query: dict[str, Any], user_id: int | None) -> _Key:
    place = query.get("location", {})
    where = (place.get("latitude"), place.get("longitude"))
    return bot_id, query["query"].strip(), query["offset"], where, user_id
