"""Pending updates of every bot: a queue on disk that one long poll or one webhook empties."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable
from typing import Any

from bot.playground.errors import ApiError, conflict
from bot.playground.storage import Storage, dumps

OTHER_POLLER = (
    "terminated by other getUpdates request; make sure that only one bot instance is running"
)
WEBHOOK_ACTIVE = (
    "can't use getUpdates method while webhook is active; "
    "use deleteWebhook to delete the webhook first"
)
WEBHOOK_SET = "terminated by setWebhook request"
KINDS = [
    "message",
    "edited_message",
    "channel_post",
    "edited_channel_post",
    "business_connection",
    "business_message",
    "edited_business_message",
    "deleted_business_messages",
    "message_reaction",
    "message_reaction_count",
    "inline_query",
    "chosen_inline_result",
    "callback_query",
    "shipping_query",
    "pre_checkout_query",
    "purchased_paid_media",
    "poll",
    "poll_answer",
    "my_chat_member",
    "chat_member",
    "chat_join_request",
    "chat_boost",
    "removed_chat_boost",
]
# https://core.telegram.org/bots/api#getupdates: these come only to bots that name them.
_ASKED_FOR = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
_KEPT_SECONDS = 24 * 60 * 60
_FIRST_ID = 100_000_001
_LOOK_AT_CONNECTION = 0.5
_CONNECTED_SECONDS = 4.0


class Updates:
    def __init__(self, storage: Storage) -> None:
        self._storage = storage
        self._arrived: dict[int, asyncio.Event] = {}
        self._pollers: dict[int, asyncio.Future[ApiError]] = {}
        self._last_seen: dict[int, float] = {}

    def put(self, bot_id: int, kind: str, body: dict[str, Any]) -> None:
        """Queues an update, unless the bot has asked for other kinds only."""
        allowed = self.allowed(bot_id)
        if kind not in allowed if allowed else kind in _ASKED_FOR:
            return
        with self._storage.transaction():
            number = self._storage.next(f"updates of {bot_id}", _FIRST_ID)
            update = dumps({"update_id": number, kind: body})
            self._storage.execute(
                "INSERT INTO updates VALUES (?, ?, ?, ?)", bot_id, number, int(time.time()), update
            )
        self.arrived(bot_id).set()

    def arrived(self, bot_id: int) -> asyncio.Event:
        """Set whenever an update is queued; whoever waits clears it before looking."""
        return self._arrived.setdefault(bot_id, asyncio.Event())

    def allowed(self, bot_id: int) -> list[str]:
        found = self._storage.value("SELECT allowed_updates FROM bots WHERE id = ?", bot_id)
        return [] if found is None else json.loads(found)

    def allow(self, bot_id: int, kinds: list[Any] | None) -> None:
        """Remembers the kinds of updates a bot wants; None leaves what it asked for before."""
        if kinds is not None:
            known = [kind for kind in kinds if kind in KINDS]
            self._storage.execute(
                "UPDATE bots SET allowed_updates = ? WHERE id = ?", dumps(known), bot_id
            )

    def pending(self, bot_id: int, limit: int = 100) -> list[dict[str, Any]]:
        oldest = int(time.time()) - _KEPT_SECONDS
        self._storage.execute("DELETE FROM updates WHERE bot_id = ? AND date < ?", bot_id, oldest)
        rows = self._storage.rows(
            "SELECT body FROM updates WHERE bot_id = ? ORDER BY update_id LIMIT ?", bot_id, limit
        )
        return [json.loads(body) for (body,) in rows]

    def count(self, bot_id: int) -> int:
        return int(self._storage.value("SELECT count(*) FROM updates WHERE bot_id = ?", bot_id))

    def confirm(self, bot_id: int, offset: int) -> None:
        """Forgets every update below `offset`; a negative one keeps that many of the newest."""
        if offset < 0:
            rows = self._storage.rows(
                "SELECT update_id FROM updates WHERE bot_id = ? ORDER BY update_id DESC LIMIT ?",
                bot_id,
                -offset,
            )
            offset = rows[-1][0] if rows else 0
        self._storage.execute(
            "DELETE FROM updates WHERE bot_id = ? AND update_id < ?", bot_id, offset
        )

    def drop(self, bot_id: int) -> None:
        self._storage.execute("DELETE FROM updates WHERE bot_id = ?", bot_id)

    async def poll(
        self, bot_id: int, limit: int, timeout_s: float, gone: Callable[[], bool]
    ) -> list[dict[str, Any]]:
        """Up to `limit` updates, waited for; a later poll ends this one with ApiError 409.

        `gone` tells that the caller has hung up: a dead bot must not look alive.
        """
        self.end_poll(bot_id, conflict(OTHER_POLLER))
        ended: asyncio.Future[ApiError] = asyncio.get_running_loop().create_future()
        self._pollers[bot_id] = ended
        arrived = self.arrived(bot_id)
        deadline = time.monotonic() + timeout_s
        try:
            while True:
                arrived.clear()
                self._last_seen[bot_id] = time.monotonic()
                found = self.pending(bot_id, limit)
                left = deadline - time.monotonic()
                if found or left <= 0 or gone():
                    return found
                waiting = asyncio.ensure_future(arrived.wait())
                await asyncio.wait(
                    (waiting, ended),
                    timeout=min(left, _LOOK_AT_CONNECTION),
                    return_when=asyncio.FIRST_COMPLETED,
                )
                waiting.cancel()
                if ended.done():
                    raise ended.result()
        finally:
            if self._pollers.get(bot_id) is ended:
                del self._pollers[bot_id]

    def end_poll(self, bot_id: int, reason: ApiError) -> None:
        poller = self._pollers.pop(bot_id, None)
        if poller is not None and not poller.done():
            poller.set_result(reason)

    def saw(self, bot_id: int) -> None:
        """Notes that the bot is there: it polled, called or took a webhook."""
        self._last_seen[bot_id] = time.monotonic()

    def last_seen(self, bot_id: int) -> float:
        return self._last_seen.get(bot_id, 0.0)

    def connected(self, bot_id: int) -> bool:
        """Whether the bot polls now or was there a moment ago."""
        seen = self._last_seen.get(bot_id)
        return bot_id in self._pollers or (
            seen is not None and time.monotonic() - seen < _CONNECTED_SECONDS
        )
