"""What Telegram counts: messages in a stretch of time, and messages after a burst.

https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from typing import Protocol

# Telegram counts a message when it takes it: between a call's beginning and its end.
_MARGIN = 0.05


class Limit(Protocol):
    def wait(self, now: float, messages: int) -> float:
        """Seconds until so many messages may be sent; 0 or less where they may be sent now."""

    def count(self, now: float, messages: int) -> None: ...

    def rested(self, now: float) -> bool:
        """Whether nothing that was sent counts any longer."""


class Window:
    """At most `most` messages in any `seconds`; what is more than that by itself goes alone."""

    def __init__(self, most: int, seconds: float) -> None:
        self._most = most
        self._seconds = seconds + _MARGIN
        self._sent: deque[float] = deque()

    def wait(self, now: float, messages: int) -> float:
        while self._sent and self._sent[0] <= now - self._seconds:
            self._sent.popleft()
        over = len(self._sent) + min(messages, self._most) - self._most
        return self._sent[over - 1] + self._seconds - now if over > 0 else 0.0

    def count(self, now: float, messages: int) -> None:
        self._sent.extend([now] * messages)

    def move(self, begun: float, now: float, messages: int) -> None:
        """Messages that were counted when their call began may have been taken until now."""
        for _ in range(min(messages, self._sent.count(begun))):
            self._sent.remove(begun)
        self.count(now, messages)

    def drop(self, begun: float, messages: int) -> None:
        """Messages that were counted when their call began were not taken."""
        for _ in range(min(messages, self._sent.count(begun))):
            self._sent.remove(begun)

    def rested(self, now: float) -> bool:
        return not self._sent or self._sent[-1] <= now - self._seconds


class Bucket:
    """One message a second, after as many as `burst` at once; a larger album waits for them all."""

    def __init__(self, burst: int) -> None:
        self._burst = burst
        self._rested = 0.0  # when the whole burst is there again

    def wait(self, now: float, messages: int) -> float:
        return max(self._rested - now, 0.0) + min(messages, self._burst) - self._burst

    def count(self, now: float, messages: int) -> None:
        self._rested = max(self._rested, now) + messages

    def rested(self, now: float) -> bool:
        return self._rested <= now


class All:
    """Several limits of one chat, all of them kept."""

    def __init__(self, limits: Sequence[Limit]) -> None:
        self._limits = limits

    def wait(self, now: float, messages: int) -> float:
        return max(limit.wait(now, messages) for limit in self._limits)

    def count(self, now: float, messages: int) -> None:
        for limit in self._limits:
            limit.count(now, messages)

    def rested(self, now: float) -> bool:
        return all(limit.rested(now) for limit in self._limits)
