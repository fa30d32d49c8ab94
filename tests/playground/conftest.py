"""A playground on a free port, a bot that talks to it by aiogram, and people that write to it."""

from __future__ import annotations

import io
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiohttp import ClientSession, FormData
from PIL import Image

from bot.playground import PLAYGROUND_TOKEN
from bot.playground.server import running
from bot.playground.simulation_client import Person, Simulation

OTHER_TOKEN = "2000000002:Another-Token-For-Another-Local-Bot"


@dataclass(frozen=True)
class Answer:
    """A raw answer of the Bot API."""

    status: int
    body: dict[str, Any]
    headers: dict[str, str]

    @property
    def result(self) -> Any:
        assert self.body["ok"] is True, self.body
        return self.body["result"]

    @property
    def refusal(self) -> str:
        assert self.body["ok"] is False, self.body
        assert self.body["error_code"] == self.status
        return str(self.body["description"])


class RawApi:
    """Calls methods as bytes on the wire, without a library that would correct them."""

    def __init__(self, http: ClientSession, url: str, token: str = PLAYGROUND_TOKEN) -> None:
        self.http = http
        self.url = url
        self.token = token

    def as_bot(self, token: str) -> RawApi:
        return RawApi(self.http, self.url, token)

    async def __call__(self, method: str, /, **values: Any) -> Answer:
        """A urlencoded call; a value in bytes makes it multipart."""
        form = FormData()
        for name, value in values.items():
            if isinstance(value, bytes):
                file = io.BytesIO(value)
                form.add_field(name, file, filename=f"{name}.jpg", content_type="image/jpeg")
            else:
                form.add_field(name, str(value))
        return await self.post(method, data=form)

    async def post(self, method: str, **request: Any) -> Answer:
        address = f"{self.url}/bot{self.token}/{method}"
        async with self.http.post(address, **request) as response:
            return Answer(response.status, await response.json(), dict(response.headers))


class PlainSession(AiohttpSession):
    """aiogram's session without the quarter of a second it waits for TLS to shut down."""

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()


@pytest.fixture
async def url(tmp_path: Path) -> AsyncIterator[str]:
    async with running(tmp_path / "playground", port=0) as address:
        yield address


@pytest.fixture
async def http() -> AsyncIterator[ClientSession]:
    async with ClientSession() as session:
        yield session


@pytest.fixture
def api(http: ClientSession, url: str) -> RawApi:
    return RawApi(http, url)


@pytest.fixture
async def bot(url: str) -> AsyncIterator[Bot]:
    session = PlainSession(api=TelegramAPIServer.from_base(url))
    async with Bot(PLAYGROUND_TOKEN, session=session) as client:
        yield client


@pytest.fixture
async def simulation(url: str) -> AsyncIterator[Simulation]:
    async with Simulation(url) as client:
        yield client


@pytest.fixture
async def anna(simulation: Simulation) -> Person:
    """A person who has started the bot; the update is still pending."""
    person = await simulation.user()
    await person.send_text("/start")
    return person


@pytest.fixture(scope="session")
def picture() -> Callable[..., bytes]:
    def draw(width: int = 1600, height: int = 1200, kind: str = "JPEG", **options: Any) -> bytes:
        buffer = io.BytesIO()
        image = Image.radial_gradient("L").resize((width, height)).convert("RGB")
        image.save(buffer, kind, **options)
        return buffer.getvalue()

    return draw
