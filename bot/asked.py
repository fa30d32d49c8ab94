"""What a button stands for where it does not fit into the button's 64 bytes.

The newest entries are at hand; all are written through to the store, so that the buttons of
yesterday work after a restart, and are left to expire there.
"""

from __future__ import annotations

import json
import logging
from collections import OrderedDict
from dataclasses import dataclass
from secrets import token_urlsafe
from typing import Any, Protocol

from sqlalchemy.exc import SQLAlchemyError

log = logging.getLogger(__name__)

AT_HAND = 2000
DAYS = 30.0


class SmallValues(Protocol):
    """What is needed of `bot.store.Store`."""

    async def remember(
        self, key: str, value: str, *, user_id: int | None = None, days: float | None = None
    ) -> None: ...

    async def recall(self, key: str) -> str | None: ...


@dataclass(frozen=True, slots=True)
class _Entry:
    value: dict[str, Any]
    user_id: int | None


class Asked:
    """Keeps JSON objects under short keys: random ones (`keep`) or given ones (`put`)."""

    def __init__(self, store: SmallValues, at_hand: int = AT_HAND) -> None:
        self._store = store
        self._at_hand = at_hand
        self._entries: OrderedDict[str, _Entry] = OrderedDict()

    async def keep(self, value: dict[str, Any], user_id: int | None = None) -> str:
        """Keep a JSON object; returns its key of eight characters, fit for a callback's data.

        What tells something of a user needs its `user_id`, so that it can be forgotten.
        """
        key = _random_key()
        await self.put(key, value, user_id)
        return key

    async def put(self, key: str, value: dict[str, Any], user_id: int | None = None) -> None:
        """Keep a JSON object under a given key, in place of what is there."""
        self._take(key, _Entry(value, user_id))
        row = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
        try:
            await self._store.remember(_row(key), row, user_id=user_id, days=DAYS)
        except SQLAlchemyError:
            # The button works until the next restart.
            log.exception("What a button stands for could not be stored.")

    async def get(self, key: str) -> dict[str, Any] | None:
        """What was kept under the key; None where it has expired, was forgotten or never was."""
        entry = self._entries.get(key)
        if entry is not None:
            self._entries.move_to_end(key)
            return entry.value
        try:
            row = await self._store.recall(_row(key))
        except SQLAlchemyError:
            log.exception("What a button stands for could not be read.")
            return None
        value = json.loads(row) if row else None
        return value if isinstance(value, dict) else None

    def forget(self, user_id: int) -> None:
        """Let go of all that was kept for a user; the store does so by itself."""
        for key in [key for key, entry in self._entries.items() if entry.user_id == user_id]:
            del self._entries[key]

    def _take(self, key: str, entry: _Entry) -> None:
        self._entries[key] = entry
        self._entries.move_to_end(key)
        while len(self._entries) > self._at_hand:
            self._entries.popitem(last=False)


def _random_key() -> str:
    # A callback's data is split at colons, which these never hold.
    return token_urlsafe(6)


def _row(key: str) -> str:
    return f"asked:{key}"
