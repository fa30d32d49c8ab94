"""A word that is said once to a chat, however often there is reason for it within some seconds."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable

SECONDS = 5.0
MOST_REMEMBERED = 10_000


class Notices:
    """Times are seconds of one clock that the caller reads; the oldest are forgotten."""

    def __init__(self, seconds: float = SECONDS) -> None:
        self._seconds = seconds
        self._said: OrderedDict[Hashable, float] = OrderedDict()

    def notice_due(self, key: Hashable, now: float) -> bool:
        """Whether nothing has been said in the last seconds; if so, it counts as said now."""
        said = self._said.get(key)
        if said is not None and abs(now - said) < self._seconds:
            return False
        self._said[key] = now
        self._said.move_to_end(key)
        if len(self._said) > MOST_REMEMBERED:
            self._said.popitem(last=False)
        return True
