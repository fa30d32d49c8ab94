"""A service that answers as the test tells it, over real HTTP, and what was asked of it."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from aiohttp import web

from inference.catalogue import Catalogue
from inference.remote import Connection, RemoteEngine
from inference.remote.breaker import CircuitBreaker
from tests.models import PLACES, small_catalogue

MODEL = "model-1"


@dataclass
class Asked:
    """One request as it arrived: its fields, or its JSON, and its files."""

    path: str
    headers: dict[str, str]
    fields: dict[str, Any] = field(default_factory=dict)
    files: list[bytes] = field(default_factory=list)


Act = Callable[[web.Request], Awaitable[web.StreamResponse]]


def place_object(number: int, **more: Any) -> dict[str, Any]:
    place = PLACES[number]
    known = {"id": place.id, "name": place.name, "city": place.city, "category": place.category}
    return {**known, "lat": None, "lon": None, **more}


def photo_object(**more: Any) -> dict[str, Any]:
    return {
        "photo": None,
        "known": True,
        "confidence": 0.9,
        "categories": [{"category": "towers", "label": "башня", "probability": 0.8}],
        "places": [place_object(0, probability=0.7), place_object(1, probability=0.3)],
        "elsewhere": None,
        **more,
    }


def search_object(**more: Any) -> dict[str, Any]:
    hit = place_object(0, score=1.0, why="name", photo=f"/v1/places/{PLACES[0].id}/picture")
    return {"query": "башня", "city": None, "hits": [hit], **more}


def problem(status: int, code: str, detail: str = "why") -> Act:
    """An answer that is a problem."""
    document = {"type": "about:blank", "title": "t", "status": status, "detail": detail}

    async def act(_: web.Request) -> web.Response:
        return web.json_response(
            {**document, "code": code}, status=status, content_type="application/problem+json"
        )

    return act


def raw(status: int, body: str) -> Act:
    async def act(_: web.Request) -> web.Response:
        return web.Response(status=status, text=body, content_type="text/html")

    return act


async def hang_up(request: web.Request) -> web.StreamResponse:
    """The connection ends without an answer, as when the service is killed."""
    assert request.transport is not None
    request.transport.close()
    return web.Response()


class FakeService:
    """`acts` are taken one a request, before the answers that stand here."""

    def __init__(self) -> None:
        self.asked: list[Asked] = []
        self.acts: list[Act] = []
        self.photo = photo_object()
        self.found = search_object()
        self.status: dict[str, Any] = {
            "model": MODEL,
            "places": 3,
            "recognizable": 2,
            "queue_size": 8,
            "queued": 0,
            "device": "cpu",
            "backend": "torch",
        }
        self._port = 0
        self._runner: web.AppRunner | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._port}"

    def questions(self) -> list[Asked]:
        """What was asked, less the status."""
        return [asked for asked in self.asked if asked.path != "/v1/status"]

    async def start(self) -> None:
        """Listen; after `stop` at the same port."""
        app = web.Application()
        app.router.add_route("*", "/{path:.*}", self._answer)
        self._runner = web.AppRunner(
            app, access_log=None, shutdown_timeout=0.01, handler_cancellation=True
        )
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", self._port, reuse_address=True).start()
        self._port = self._runner.addresses[0][1]

    async def stop(self) -> None:
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        asked = Asked(request.path, dict(request.headers))
        self.asked.append(asked)
        if request.content_type == "application/json":
            asked.fields = json.loads(await request.read())
        elif request.content_type.startswith("multipart/"):
            for name, value in (await request.post()).items():
                if isinstance(value, web.FileField):
                    asked.files.append(value.file.read())
                else:
                    asked.fields[name] = value
        if self.acts:
            return await self.acts.pop(0)(request)
        if request.path == "/v1/status":
            return web.json_response(self.status)
        if request.path == "/v1/search":
            return web.json_response([self.found])
        headers = {"X-Model-Version": self.status["model"]}
        return web.json_response([self.photo], headers=headers)


class Clock:
    """Goes on when told."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def service() -> AsyncIterator[FakeService]:
    service = FakeService()
    await service.start()
    yield service
    await service.stop()


@pytest.fixture
def small() -> Catalogue:
    return small_catalogue()


@pytest.fixture
async def connection(service: FakeService, clock: Clock) -> AsyncIterator[Connection]:
    breaker = CircuitBreaker(failures=3, seconds=10, clock=clock)
    connection = Connection(service.url, breaker=breaker, sleep=at_once)
    yield connection
    await connection.close()


@pytest.fixture
async def engine(
    service: FakeService, small: Catalogue, connection: Connection
) -> AsyncIterator[RemoteEngine]:
    """Its start is over, and so forgotten: `service.asked` is empty."""
    async with RemoteEngine(connection, small) as engine:
        service.asked.clear()
        yield engine


async def at_once(_: float) -> None:
    """A pause of no length."""


@asynccontextmanager
async def connected(service: FakeService, **options: Any) -> AsyncIterator[Connection]:
    connection = Connection(service.url, **options)
    try:
        yield connection
    finally:
        await connection.close()
