"""Requests to the inference service: a pool of connections, tries, a circuit breaker, errors."""

from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import urlsplit

from aiohttp import (
    ClientConnectorError,
    ClientError,
    ClientResponse,
    ClientSession,
    ClientTimeout,
    ConnectionTimeoutError,
    DummyCookieJar,
    FormData,
    TCPConnector,
)
from pydantic import SecretStr
from tenacity import (
    AsyncRetrying,
    retry_if_exception_type,
    stop_after_attempt,
    wait_random_exponential,
)

from inference.images import ImageError
from inference.protocol import AwayError, BusyError
from inference.remote.breaker import CircuitBreaker
from inference.remote.errors import RefusedKeyError, ServiceError, UnknownCityError, refuse

log = logging.getLogger(__name__)

CONNECT_SECONDS = 2.0
_TRIES = 3
_OK = 200
_LARGEST_ANSWER = 8 * 1024 * 1024
_NOT_CONNECTED = (ClientConnectorError, ConnectionTimeoutError)

Form = Callable[[], FormData]


@dataclass(frozen=True, slots=True)
class Answer:
    """The body of an answer, and which model the service says answers photos."""

    body: bytes
    model: str | None


class Connection:
    """To the service at `url`; made inside the event loop that uses it.

    `key` is its API key. An answer takes at most `seconds`, and at most `connections` are waited
    for at a time. Only what has not reached the service is sent again, after a pause by `sleep`.
    """

    def __init__(
        self,
        url: str,
        key: SecretStr | None = None,
        *,
        seconds: float = 30.0,
        connections: int = 64,
        breaker: CircuitBreaker | None = None,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._base = url.rstrip("/")
        self._breaker = breaker or CircuitBreaker()
        self._sleep = sleep
        self._reachable: bool | None = None
        self._session = ClientSession(
            connector=TCPConnector(limit=connections),
            timeout=ClientTimeout(total=seconds, sock_connect=CONNECT_SECONDS),
            headers={} if key is None else {"X-API-Key": key.get_secret_value()},
            cookie_jar=DummyCookieJar(),
        )

    @property
    def address(self) -> str:
        """Where the service is, for a person to read: without a password."""
        parts = urlsplit(self._base)
        return parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()

    @property
    def reachable(self) -> bool:
        """Whether the last request was answered."""
        return bool(self._reachable)

    async def get(self, path: str) -> Answer:
        """Raises AwayError, BusyError and ServiceError, as the others do."""
        return await self._ask("GET", path, dict)

    async def post_json(self, path: str, document: dict[str, Any]) -> Answer:
        """Also raises UnknownCityError."""
        return await self._ask("POST", path, lambda: {"json": document})

    async def post_form(self, path: str, form: Form) -> Answer:
        """`form` makes the body, once a try. Also raises UnknownCityError and ImageError."""
        return await self._ask("POST", path, lambda: {"data": form()})

    async def close(self) -> None:
        await self._session.close()

    async def _ask(
        self, method: Literal["GET", "POST"], path: str, body: Callable[[], dict[str, Any]]
    ) -> Answer:
        tries = AsyncRetrying(
            retry=retry_if_exception_type(_NOT_CONNECTED),
            stop=stop_after_attempt(_TRIES),
            wait=wait_random_exponential(multiplier=0.2, max=1),
            sleep=self._sleep,
            reraise=True,
        )
        with self._breaker.attempt():
            try:
                answer: Answer = await tries(self._send, method, path, body)
            except (ClientError, TimeoutError) as error:
                reason = _reason(error)
                self._note_away(reason)
                raise AwayError(f"The inference service cannot be reached: {reason}") from error
            except AwayError as error:
                # Of a key that was never taken the first to ask is told, who tells the owner.
                if not isinstance(error, RefusedKeyError) or self._reachable is not None:
                    self._note_away(str(error))
                raise
            except (BusyError, ServiceError, UnknownCityError, ImageError):
                self._note_reached()
                raise
        self._note_reached()
        return answer

    async def _send(
        self, method: Literal["GET", "POST"], path: str, body: Callable[[], dict[str, Any]]
    ) -> Answer:
        url = self._base + path
        # A redirect would be a second request, with the key, to somebody else.
        async with self._session.request(method, url, allow_redirects=False, **body()) as response:
            content = await _bounded(response)
            if response.status != _OK:
                refuse(response.status, content)
            return Answer(content, response.headers.get("X-Model-Version"))

    def _note_reached(self) -> None:
        if self._reachable is False:
            log.info("The inference service at %s answers again.", self.address)
        self._reachable = True

    def _note_away(self, reason: str) -> None:
        if self._reachable is not False:
            log.warning(
                "The inference service at %s is away (%s). Until it answers, people are asked to "
                "try again.",
                self.address,
                reason.rstrip("."),
            )
        self._reachable = False


def _reason(error: Exception) -> str:
    if isinstance(error, TimeoutError):
        return "no answer in time"
    if isinstance(error, ClientConnectorError) and (error.os_error.errno or 0) > 0:
        return os.strerror(error.os_error.errno or 0)
    return str(error) or type(error).__name__


async def _bounded(response: ClientResponse) -> bytes:
    content = bytearray()
    async for part in response.content.iter_any():
        content += part
        if len(content) > _LARGEST_ANSWER:
            raise ServiceError("The inference service's answer does not end.")
    return bytes(content)
