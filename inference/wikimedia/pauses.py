"""How long a service asks not to be asked: Retry-After, kept for each host (RFC 9110, 10.2.3)."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC
from email.utils import parsedate_to_datetime
from pathlib import Path

from inference.wikimedia.errors import ServiceAwayError
from inference.writing import whole_file

Sleep = Callable[[float], Awaitable[None]]
Clock = Callable[[], float]

LONGEST_PAUSE = 600.0
"""Seconds; a longer pause is left to the person who runs the command."""

# A program takes longer to start again.
_WORTH_KEEPING = 1.0
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
    """Until when which host is not to be asked; kept in the file `kept` for the next start."""

    def __init__(self, sleep: Sleep, clock: Clock, kept: Path | None = None) -> None:
        self._sleep = sleep
        self._clock = clock
        self._kept = kept
        self._until = {} if kept is None else _read(kept)

    def pause(self, host: str, seconds: float) -> None:
        """Ask the host nothing for so long from now on; a longer pause that it has stays."""
        self._until[host] = max(self._until.get(host, 0.0), self._clock() + seconds)
        if self._kept is not None and seconds >= _WORTH_KEEPING:
            with whole_file(self._kept) as temporary:
                temporary.write_text(json.dumps(self._until), encoding="utf-8")

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


def _read(kept: Path) -> dict[str, float]:
    """What an earlier run left; nothing where that cannot be read."""
    try:
        document = json.loads(kept.read_text(encoding="utf-8"))
        return {str(host): float(until) for host, until in document.items()}
    except (OSError, ValueError, AttributeError, TypeError):
        return {}


def _duration(seconds: float) -> str:
    minutes = math.ceil(seconds / 60)
    return f"{minutes} minutes" if minutes < 120 else f"{math.ceil(minutes / 60)} hours"
