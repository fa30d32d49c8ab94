"""Every request that came, and what the services' manners ask of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

_TRAVEL = 0.05  # seconds that a request may already be on its way when an answer is sent


@dataclass(slots=True)
class Request:
    """Times in seconds of one monotonic clock. `in_flight` counts this one too."""

    time: float
    method: str
    path: str
    params: Mapping[str, str]
    headers: Mapping[str, str]
    in_flight: int
    status: int | None = None  # None: not answered, or cut off
    answered: float | None = None
    fault: str | None = None
    error: str | None = None  # code of the Action API's error document
    retry_after: float | None = None

    @property
    def key(self) -> tuple[str, tuple[tuple[str, str], ...]]:
        params = {name: value for name, value in self.params.items() if name != "maxlag"}
        return self.path, tuple(sorted(params.items()))

    @property
    def succeeded(self) -> bool:
        """Answered for good: whole and no error, or gone."""
        final = self.status in {200, 304, 404, 410}
        return final and self.fault is None and self.error is None


@dataclass(slots=True)
class Log:
    requests: list[Request] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.requests)

    @property
    def most_in_flight(self) -> int:
        return max((request.in_flight for request in self.requests), default=0)

    def to(self, ending: str) -> list[Request]:
        """Requests to a path that contains `ending`."""
        return [request for request in self.requests if ending in request.path]

    def repeated(self) -> list[tuple[str, tuple[tuple[str, str], ...]]]:
        """What was asked again after it had succeeded; conditional requests may be."""
        counts = Counter(
            request.key for request in self.requests if request.succeeded and request.status != 304
        )
        return [key for key, number in counts.items() if number > 1]

    def too_early(self) -> list[Request]:
        """Requests that came before an answer's Retry-After had passed."""
        waits = [
            (request.answered, request.answered + request.retry_after)
            for request in self.requests
            if request.answered is not None and request.retry_after is not None
        ]
        return [
            request
            for request in self.requests
            if any(begin + _TRAVEL < request.time < end for begin, end in waits)
        ]

    def without_maxlag(self) -> list[Request]:
        return [each for each in self.to("api.php") if "maxlag" not in each.params]

    def user_agents(self) -> set[str]:
        return {request.headers.get("User-Agent", "") for request in self.requests}
