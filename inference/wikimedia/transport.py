"""GET requests to the services, as they ask to be asked: few at once, patient, none in vain.

https://www.mediawiki.org/wiki/API:Etiquette
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from typing import Self

from aiohttp import (
    ClientError,
    ClientResponse,
    ClientSession,
    ClientTimeout,
    DummyCookieJar,
    TCPConnector,
)
from yarl import URL

from inference.images import MIB
from inference.wikimedia import responses
from inference.wikimedia.cache import Entry, HttpCache
from inference.wikimedia.errors import GoneError, RefusedError, ServiceAwayError, TemporaryError
from inference.wikimedia.pauses import Clock, Pauses, Sleep, retry_after
from inference.wikimedia.requests import Answer, Check, Explain, Request, web_address
from inference.wikimedia.retrying import tries
from inference.wikimedia.sharing import Sharing

__all__ = ["Answer", "Transport"]

MOST_AT_ONCE = 2
_MOST_REDIRECTS = 5
_DAY = 86400.0
_SECONDS_TO_ARRIVE = 10.0


class Transport:
    """Asks the services; made in the event loop that uses it, as `async with Transport(…)`.

    Never more than two requests are in flight. An answer younger than `max_age` seconds is taken
    from the cache, an older one only where the service says that it still holds.
    """

    def __init__(
        self,
        cache: HttpCache,
        user_agent: str,
        *,
        max_age: float = 30 * _DAY,
        sleep: Sleep = asyncio.sleep,
        clock: Clock = time.time,
    ) -> None:
        self.requests = 0
        """How many were sent so far."""
        self.cached = 0
        """How many answers came from the cache, without a request."""
        self._cache = cache
        self._max_age = max_age
        self._sleep = sleep
        self._clock = clock
        self._pauses = Pauses(sleep, clock, cache.folder / "pauses.json")
        self._slots = asyncio.Semaphore(MOST_AT_ONCE)
        self._sharing = Sharing[Answer]()
        self._sending = set[asyncio.Task[Answer | URL]]()
        self._session = ClientSession(
            connector=TCPConnector(limit=MOST_AT_ONCE),
            headers={"User-Agent": user_agent},
            cookie_jar=DummyCookieJar(),
            middlewares=[responses.send_once],
        )

    async def get(
        self,
        url: str,
        params: Mapping[str, str] | None = None,
        *,
        accept: str = "application/json",
        check: Check | None = None,
        explain: Explain | None = None,
        largest: int = 32 * MIB,
        keep_gone: bool = False,
    ) -> Answer:
        """The answer, whole; the same question asked twice at once is one request.

        `check` is shown an answer before it is kept, and raises TemporaryError for one to ask for
        again, or what else the caller is to get. `explain` is shown the status and the first
        64 KiB of what is no answer, and may raise likewise. With `keep_gone` it is remembered
        that there is nothing.

        Raises ServiceAwayError after eight tries in vain and for a pause of more than ten minutes,
        GoneError, RefusedError, and TooLargeError for more than `largest` bytes.
        """
        request = Request(web_address(url, params), accept, check, explain, largest, keep_gone)
        answer = await self._sharing.get(request.key, lambda: self._fetch(request))
        if len(answer.body) > largest:  # kept, or asked for, where more was taken
            raise responses.too_large(request.url, largest)
        return answer

    async def close(self) -> None:
        """Let what is in flight arrive: it would have to be asked for again."""
        if self._sending:
            await asyncio.wait(self._sending, timeout=_SECONDS_TO_ARRIVE)
        await self._session.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def _fetch(self, request: Request) -> Answer:
        entry = self._cache.get(request.key)
        if entry is not None and abs(self._clock() - entry.meta.fetched_at) < self._max_age:
            self.cached += 1
            return _answer(request, entry)
        try:
            answer: Answer = await tries(self._sleep, request.url.host or "")(
                self._follow, request, entry
            )
        except TemporaryError as error:
            raise ServiceAwayError(
                f"{request.url.host} {error}; run the command again: it goes on where it was."
            ) from error
        return answer

    async def _follow(self, request: Request, entry: Entry | None) -> Answer:
        url = request.url
        for _ in range(1 + _MOST_REDIRECTS):
            answer = await self._in_turn(url, request, entry)
            if isinstance(answer, Answer):
                return answer
            url = answer
        raise RefusedError(
            f"{responses.shown(request.url)} leads from one address to the next without end."
        )

    async def _in_turn(self, url: URL, request: Request, entry: Entry | None) -> Answer | URL:
        """Send when the host may be asked and one of the slots is free, at the same moment."""
        host = url.host or ""
        while True:
            await self._pauses.over(host)
            await self._slots.acquire()
            if self._pauses.left(host):
                self._slots.release()
                continue
            # Who is interrupted does not take the answer away, nor the slot before it is there.
            sending = asyncio.create_task(self._send(url, host, request, entry))
            self._sending.add(sending)
            sending.add_done_callback(self._sent)
            return await asyncio.shield(sending)

    def _sent(self, sending: asyncio.Task[Answer | URL]) -> None:
        self._sending.discard(sending)
        self._slots.release()
        if not sending.cancelled():
            sending.exception()  # of one whom nobody waits for any more

    async def _send(
        self, url: URL, host: str, request: Request, entry: Entry | None
    ) -> Answer | URL:
        self.requests += 1
        asked_for = None
        try:
            async with self._session.get(
                url,
                headers=request.headers(entry),
                timeout=ClientTimeout(total=request.seconds),
                allow_redirects=False,
            ) as response:
                asked_for = retry_after(response.headers, self._clock())
                return await self._take(response, request, entry)
        except (ClientError, TimeoutError, TemporaryError) as error:
            if asked_for is None and isinstance(error, TemporaryError):
                asked_for = error.retry_after
            if asked_for:  # before the slot is free, so that nobody slips through
                self._pauses.pause(host, asked_for)
            raise TemporaryError(responses.reason(error), asked_for) from error

    async def _take(
        self, response: ClientResponse, request: Request, entry: Entry | None
    ) -> Answer | URL:
        further = responses.redirect(response)
        if further is not None:
            return further
        if response.status == responses.NOT_MODIFIED and entry is not None:
            return _answer(request, self._cache.renew(entry, self._clock()))
        if response.status in responses.GONE and request.keep_gone:
            self._keep(response, request, b"")
        if response.status != responses.OK:
            await responses.refuse(response, request.explain)
        body = await responses.read_body(response, request.largest)
        answer = Answer(body, response.content_type, self._cache.path(request.key))
        if request.check is not None:
            request.check(answer)
        self._keep(response, request, body)
        return answer

    def _keep(self, response: ClientResponse, request: Request, body: bytes) -> None:
        self._cache.put(
            request.key,
            body,
            status=response.status,
            content_type=response.content_type,
            fetched_at=self._clock(),
            etag=response.headers.get("ETag"),
            last_modified=response.headers.get("Last-Modified"),
        )


def _answer(request: Request, entry: Entry) -> Answer:
    if entry.meta.status in responses.GONE:
        raise GoneError(f"{responses.shown(request.url)} does not exist, or no longer.")
    return Answer(entry.body, entry.meta.content_type, entry.path)
