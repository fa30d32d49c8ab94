"""How many requests somebody may make: a short burst at once, then a steady rate."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass

MOST_REMEMBERED = 10_000


@dataclass(slots=True)
class _Spent:
    requests: float = 0.0
    at: float = 0.0
    told_at: float | None = None


class Allowance:
    """`burst` requests at once and `per_second` of them in the long run, for each key.

    Times are seconds of one clock that the caller reads. The longest unseen keys are forgotten.
    """

    def __init__(self, burst: int, per_second: float, notice_seconds: float = 30.0) -> None:
        self._burst = burst
        self._per_second = per_second
        self._notice_seconds = notice_seconds
        self._spent: OrderedDict[Hashable, _Spent] = OrderedDict()

    def spend(self, key: Hashable, now: float) -> bool:
        """Whether one more request is allowed; one that is not costs nothing."""
        spent = self._of(key)
        # A clock of whole seconds, or a late update, must not turn time back.
        passed = max(now - spent.at, 0.0)
        spent.requests = max(spent.requests - passed * self._per_second, 0.0)
        spent.at = max(spent.at, now)
        if spent.requests + 1 > self._burst:
            return False
        spent.requests += 1
        return True

    def notice_due(self, key: Hashable, now: float) -> bool:
        """Whether it is time for a word about it; true at most once in `notice_seconds`."""
        spent = self._of(key)
        if spent.told_at is not None and now - spent.told_at < self._notice_seconds:
            return False
        spent.told_at = now
        return True

    def __len__(self) -> int:
        return len(self._spent)

    def _of(self, key: Hashable) -> _Spent:
        spent = self._spent.setdefault(key, _Spent())
        self._spent.move_to_end(key)
        if len(self._spent) > MOST_REMEMBERED:
            self._spent.popitem(last=False)
        return spent
