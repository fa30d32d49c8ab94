"""How long a service asks not to be asked: Retry-After, kept for each host (RFC 9110, 10.2.3)."""

from __future__ import annotations

import math
import re
from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC
from email.utils import parsedate_to_datetime

from inference.wikimedia.errors import ServiceAwayError

Sleep = Callable[[float], Awaitable[None]]
Clock = Callable[[], float]

LONGEST_PAUSE = 600.0
"""Seconds; a longer pause is left to the person who runs the command."""

_SECONDS = re.compile(r"\d{1,9}(\.\d{1,9})?")


def retry_after(headers: Mapping[str, str], now: float) -> float | None:
    """The seconds that an answer asks for; None where it asks for none that can be read.

    A date is counted from the answer's own date, so that it does not matter whether the clocks
    agree; from `now`, in seconds since 1970, where the answer has none.
    """
    value = headers.get("Retry-After", "").strip()
    if _SECONDS.fullmatch(value):
        return float(value)
    until = _moment(value)
    if until is None:
        return None
    since = _moment(headers.get("Date", ""))
    return max(0.0, until - (now if since is None else since))


def _moment(date: str) -> float | None:
    try:
        moment = parsedate_to_datetime(date)
    except ValueError:
        return None
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()


class Pauses:
    """Until when which host is not to be asked."""

    def __init__(self, sleep: Sleep, clock: Clock) -> None:
        self._sleep = sleep
        self._clock = clock
        self._until: dict[str, float] = {}

    def pause(self, host: str, seconds: float) -> None:
        """Ask the host nothing for so long from now on; a longer pause that it has stays."""
        self._until[host] = max(self._until.get(host, 0.0), self._clock() + seconds)

    def left(self, host: str) -> float:
        """Seconds until the host may be asked."""
        return max(0.0, self._until.get(host, 0.0) - self._clock())

    async def over(self, host: str) -> None:
        """Wait until the host may be asked. Raises ServiceAwayError where that is too long."""
        while (left := self.left(host)) > 0:
            if left > LONGEST_PAUSE:
                raise ServiceAwayError(
                    f"{host} asks not to be asked again for {_duration(left)}; run the command "
                    f"again after that: it goes on where it was."
                )
            await self._sleep(left)


def _duration(seconds: float) -> str:
    minutes = math.ceil(seconds / 60)
    return f"{minutes} minutes" if minutes < 120 else f"{math.ceil(minutes / 60)} hours"
