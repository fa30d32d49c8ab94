"""What goes wrong: at random by a share, or next by order."""

from __future__ import annotations

import random
from collections import Counter, deque
from dataclasses import dataclass
from enum import StrEnum


class Fault(StrEnum):
    TOO_MANY = "429 with seconds"
    TOO_MANY_UNTIL = "429 with a date"
    UNAVAILABLE = "503 with seconds"
    SERVER_ERROR = "500"
    BAD_GATEWAY = "502"
    GATEWAY_TIMEOUT = "504"
    HTML = "HTML for 200"
    TRUNCATED = "half of the body"
    RESET = "connection reset"
    MAXLAG = "maxlag"
    RATE_LIMITED = "ratelimited"
    READ_ONLY = "readonly"
    DATABASE = "internal_api_error_DBQueryError"
    TIMED_OUT = "query timed out"  # of the query service: a cut answer with status 200
    TIMED_OUT_AT_ONCE = "query timed out before its first row"  # status 500


EVERYWHERE = (
    Fault.TOO_MANY,
    Fault.TOO_MANY_UNTIL,
    Fault.UNAVAILABLE,
    Fault.SERVER_ERROR,
    Fault.BAD_GATEWAY,
    Fault.GATEWAY_TIMEOUT,
    Fault.HTML,
    Fault.TRUNCATED,
    Fault.RESET,
)
OF_THE_API = (Fault.MAXLAG, Fault.RATE_LIMITED, Fault.READ_ONLY, Fault.DATABASE)
_WITH_DOCUMENTS = frozenset(OF_THE_API)
_OF_QUERIES = frozenset({Fault.TIMED_OUT, Fault.TIMED_OUT_AT_ONCE})


@dataclass(frozen=True, slots=True)
class Faults:
    """`share` of the requests fail, each kind as often; the same one at most `in_a_row` times.

    `retry_after`: seconds. `most_classes`: a query about more of them times out.
    """

    share: float = 0.0
    kinds: tuple[Fault, ...] = EVERYWHERE + OF_THE_API
    retry_after: int = 1
    in_a_row: int = 3
    most_classes: int | None = None
    seed: int = 0


class FaultChooser:
    def __init__(self, faults: Faults) -> None:
        self.faults = faults
        self.ordered: deque[Fault] = deque()
        self._random = random.Random(faults.seed)  # noqa: S311
        self._failed: Counter[object] = Counter()

    def choose(self, service: str, key: object) -> Fault | None:
        """The fault of a request to "api", "sparql" or "image", or None."""
        if self.ordered:
            return self.ordered.popleft()
        fitting = [kind for kind in self.faults.kinds if _fits(kind, service)]
        if self._random.random() >= self.faults.share or not fitting:
            return None
        if self._failed[key] >= self.faults.in_a_row:
            return None
        self._failed[key] += 1
        return self._random.choice(fitting)


def _fits(fault: Fault, service: str) -> bool:
    if fault in _WITH_DOCUMENTS:
        return service == "api"
    return fault not in _OF_QUERIES or service == "sparql"
