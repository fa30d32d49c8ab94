"""What may stand between a call and its answer: flood limits, and faults that tests ask for."""

from __future__ import annotations

import math
import time
from collections import deque
from dataclasses import dataclass, replace

from bot.playground.errors import ApiError, too_many_requests

_TEXTS = {
    400: "Bad Request: the playground was told to refuse this call",
    401: "Unauthorized",
    403: "Forbidden: bot was blocked by the user",
    404: "Not Found",
    409: "Conflict: terminated by other getUpdates request; "
    "make sure that only one bot instance is running",
    413: "Request Entity Too Large",
    500: "Internal Server Error",
    502: "Bad Gateway",
    504: "Gateway Timeout",
}


@dataclass(frozen=True, slots=True)
class Fault:
    """The next `times` calls of `method` (`*` is any) are answered with `code`.

    `delay` seconds pass before; code 0 closes the connection without an answer, code 200 is no
    error; with `after` the call takes effect although its caller never learns so.
    """

    method: str
    code: int
    retry_after: int | None = None
    times: int = 1
    delay: float = 0.0
    after: bool = False
    description: str | None = None

    def error(self) -> ApiError:
        if self.code == 429:
            return too_many_requests(self.retry_after or 1)
        text = self.description or _TEXTS.get(self.code, "Internal Server Error")
        return ApiError(self.code, text, retry_after=self.retry_after)


class Faults:
    def __init__(self) -> None:
        self._planned: list[Fault] = []

    def plan(self, fault: Fault) -> None:
        self._planned.append(fault)

    def clear(self) -> None:
        self._planned.clear()

    def take(self, method: str) -> Fault | None:
        """The fault that this call meets. A long poll meets one only where it is named."""
        for index, fault in enumerate(self._planned):
            wanted = fault.method.lower()
            if wanted == method.lower() or (wanted == "*" and method.lower() != "getupdates"):
                if fault.times > 1:
                    self._planned[index] = replace(fault, times=fault.times - 1)
                else:
                    del self._planned[index]
                return fault
        return None


class FloodLimits:
    """Messages sent per second in all, per chat with a burst, and per minute in a group.

    An album counts as its items. A refused call costs nothing, and says when to come again.
    """

    PER_SECOND = 30
    CHAT_BURST = 5
    GROUP_PER_MINUTE = 20

    def __init__(self, *, enabled: bool) -> None:
        self.enabled = enabled
        self._sent: dict[tuple[int, int | None], deque[float]] = {}

    def spend(self, bot_id: int, chat_id: int, messages: int = 1) -> None:
        """Counts messages about to be sent. ApiError 429 where they are too many."""
        if not self.enabled:
            return
        now = time.monotonic()
        per_chat = (
            (self.GROUP_PER_MINUTE, 60.0) if chat_id < 0 else (self.CHAT_BURST, self.CHAT_BURST)
        )
        limits = (((bot_id, None), self.PER_SECOND, 1.0), ((bot_id, chat_id), *per_chat))
        for key, most, window in limits:
            sent = self._sent.setdefault(key, deque())
            while sent and sent[0] <= now - window:
                sent.popleft()
            # More at once than the window holds passes alone, as a large album does.
            if sent and len(sent) + messages > most:
                oldest = sent[min(len(sent) + messages - most, len(sent)) - 1]
                raise too_many_requests(max(1, math.ceil(oldest + window - now)))
        for key, _, _ in limits:
            self._sent[key].extend([now] * messages)
