"""Faults that tests ask for, between a call and its answer."""

from __future__ import annotations

from dataclasses import dataclass, replace
from http import HTTPStatus

from bot.playground.errors import ApiError, too_many_requests

GATEWAY_CODES = (502, 503, 504)

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
    503: "Service Unavailable",
    504: "Gateway Timeout",
}


class GatewayError(Exception):
    """A gateway answers in place of the server behind it: no envelope, but a page for people."""

    def __init__(self, code: int) -> None:
        title = f"{code} {HTTPStatus(code).phrase}"
        super().__init__(title)
        self.code = code
        self.page = (
            f"<html>\r\n<head><title>{title}</title></head>\r\n"
            f"<body>\r\n<center><h1>{title}</h1></center>\r\n</body>\r\n</html>\r\n"
        )


@dataclass(frozen=True, slots=True)
class Fault:
    """The next `times` calls of `method` (`*` is any) are answered with `code`.

    `delay` seconds pass before; code 0 closes the connection without an answer, code 200 is no
    error; with `after` the call takes effect although its caller never learns so; with `html` the
    answer is a gateway's page (502, 503 or 504).
    """

    method: str
    code: int
    retry_after: int | None = None
    times: int = 1
    delay: float = 0.0
    after: bool = False
    description: str | None = None
    html: bool = False

    def error(self) -> ApiError | GatewayError:
        if self.html:
            return GatewayError(self.code)
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
