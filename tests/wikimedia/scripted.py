"""A server that answers as the test tells it, what was asked of it, and a time that obeys."""

from __future__ import annotations

import asyncio
import json
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from aiohttp import web

AGENT = "Orientir/0 (me@example.org) aiohttp/0"
DAY = 86400.0

Act = Callable[[web.Request], Awaitable[web.StreamResponse]]


async def a_while() -> None:
    """What could happen at this moment has happened: requests are sent, arrive, are answered."""
    for _ in range(50):
        await asyncio.sleep(0)


class Time:
    """Goes on by what is slept, at once; those who sleep at the same time do so side by side."""

    def __init__(self) -> None:
        self.now = 1_000_000.0
        self.slept: list[float] = []

    def __call__(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        until = self.now + seconds
        if seconds:
            self.slept.append(seconds)
        await a_while()
        self.now = max(self.now, until)


@dataclass(frozen=True)
class Asked:
    """One request as it arrived, and when."""

    path: str
    query: dict[str, str]
    headers: dict[str, str]
    at: float


class Scripted:
    """`acts` are taken one a request of that path; the last one stays."""

    def __init__(self, time: Time) -> None:
        self.asked: list[Asked] = []
        self.acts: dict[str, list[Act]] = defaultdict(lambda: [answer({})])
        self.in_flight = 0
        self.most_in_flight = 0
        self.port = 0
        self._time = time

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def paths(self) -> list[str]:
        return [asked.path for asked in self.asked]

    @asynccontextmanager
    async def listening(self) -> AsyncIterator[Scripted]:
        app = web.Application()
        app.router.add_route("*", "/{path:.*}", self._answer)
        runner = web.AppRunner(
            app, access_log=None, shutdown_timeout=0.01, handler_cancellation=True
        )
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        self.port = runner.addresses[0][1]
        try:
            yield self
        finally:
            await runner.cleanup()

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        headers = dict(request.headers)
        self.asked.append(Asked(request.path, dict(request.query), headers, self._time()))
        acts = self.acts[request.path]
        act = acts.pop(0) if len(acts) > 1 else acts[0]
        self.in_flight += 1
        self.most_in_flight = max(self.most_in_flight, self.in_flight)
        try:
            return await act(request)
        finally:
            self.in_flight -= 1


def answer(document: Any, status: int = 200, **headers: str) -> Act:
    """A JSON document; `Retry_After="5"` is a header."""
    return body(json.dumps(document).encode(), "application/json", status, **headers)


def body(content: bytes, kind: str = "image/jpeg", status: int = 200, **headers: str) -> Act:
    async def act(_: web.Request) -> web.Response:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return web.Response(body=content, status=status, content_type=kind, headers=named)

    return act


def redirect(address: str) -> Act:
    async def act(_: web.Request) -> web.Response:
        return web.Response(status=302, headers={"Location": address})

    return act


async def hang_up(request: web.Request) -> web.StreamResponse:
    """The connection ends without an answer."""
    assert request.transport is not None
    request.transport.close()
    return web.Response()


async def break_off(request: web.Request) -> web.StreamResponse:
    """The connection ends in the middle of a body whose length was told."""
    response = web.StreamResponse(headers={"Content-Length": "100"})
    await response.prepare(request)
    await response.write(b"ten bytes.")
    assert request.transport is not None
    request.transport.close()
    return response


async def without_end(request: web.Request) -> web.StreamResponse:
    """A body whose length is not told and that does not end."""
    response = web.StreamResponse()
    response.enable_chunked_encoding()
    await response.prepare(request)
    while True:
        await response.write(b"x" * 1024)


def nothing_kept(tmp_path: Path) -> bool:
    """Whether the cache of the fixture is empty."""
    return not any(path.is_file() for path in (tmp_path / "wikimedia").rglob("*"))
