"""Flood limits: how many messages a bot may send before the server answers 429.

https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this
"""

from __future__ import annotations

import math
import time
from collections import deque
from typing import Protocol

from bot.playground.errors import too_many_requests


class _Limit(Protocol):
    def wait(self, now: float, messages: int) -> float:
        """Seconds until that many messages may be sent; 0 or less where they may be sent now."""

    def count(self, now: float, messages: int) -> None: ...


class _Window:
    """At most `most` messages in any `seconds`."""

    def __init__(self, most: int, seconds: float) -> None:
        self._most = most
        self._seconds = seconds
        self._sent: deque[float] = deque()

    def wait(self, now: float, messages: int) -> float:
        while self._sent and self._sent[0] <= now - self._seconds:
            self._sent.popleft()
        over = len(self._sent) + messages - self._most
        return self._sent[over - 1] + self._seconds - now if over > 0 else 0.0

    def count(self, now: float, messages: int) -> None:
        self._sent.extend([now] * messages)


class _Bucket:
    """One message a second, after as many as `burst` at once."""

    def __init__(self, burst: int) -> None:
        self._burst = burst
        self._rested = 0.0  # when the whole burst is there again

    def wait(self, now: float, messages: int) -> float:
        return max(self._rested - now, 0.0) + messages - self._burst

    def count(self, now: float, messages: int) -> None:
        self._rested = max(self._rested, now) + messages


class FloodLimits:
    """Messages sent in all, in a private chat and in a group; an album counts as its items.

    A refused call costs nothing, and says when to come again. Telegram publishes no length of a
    burst: two of the largest albums are taken for a short one.
    """

    PER_SECOND = 30
    CHAT_BURST = 20
    GROUP_PER_MINUTE = 20

    def __init__(self, *, enabled: bool) -> None:
        self.enabled = enabled
        self._limits: dict[tuple[int, int | None], _Limit] = {}

    def spend(self, bot_id: int, chat_id: int, messages: int = 1) -> None:
        """Counts messages about to be sent. ApiError 429 where they are too many."""
        if not self.enabled:
            return
        now = time.monotonic()
        limits = [self._of(bot_id, None), self._of(bot_id, chat_id)]
        wait = max(limit.wait(now, messages) for limit in limits)
        if wait > 0:
            raise too_many_requests(math.ceil(wait))
        for limit in limits:
            limit.count(now, messages)

    def _of(self, bot_id: int, chat_id: int | None) -> _Limit:
        key = (bot_id, chat_id)
        if key not in self._limits:
            self._limits[key] = self._new(chat_id)
        return self._limits[key]

    def _new(self, chat_id: int | None) -> _Limit:
        if chat_id is None:
            return _Window(self.PER_SECOND, 1.0)
        if chat_id < 0:
            return _Window(self.GROUP_PER_MINUTE, 60.0)
        return _Bucket(self.CHAT_BURST)
