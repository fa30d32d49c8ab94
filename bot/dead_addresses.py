"""Addresses of photos that Telegram could not fetch, so that none costs a second try each time."""

from __future__ import annotations

import time
from collections.abc import Callable

KEPT_SECONDS = 86_400.0


class DeadAddresses:
    """Each is known for a day, then forgotten: a server may have been away, a photo come back."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._until: dict[str, float] = {}

    def add(self, address: str) -> None:
        now = self._clock()
        self._until = {known: until for known, until in self._until.items() if until > now}
        self._until[address] = now + KEPT_SECONDS

    def __contains__(self, address: str) -> bool:
        return self._until.get(address, 0.0) > self._clock()
