from __future__ import annotations

import asyncio
import io
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientSession
from pydantic import SecretStr

from bot.app import build_bot
from bot.playground import PLAYGROUND_TOKEN
from bot.playground.simulation_client import Simulation
from bot.services import build_services
from bot.settings import Settings
from bot.store import Store
from bot.updates.webhook import SECRET_HEADER, listen
from inference.engine import Engine, PhotoModel
from inference.listening import ListenError
from inference.loading import load_catalogue
from inference.search import Searcher

SECRET = "a-secret-of-the-test"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    return Settings.model_validate(
        {
            "data_dir": tmp_path,
            "webhook_url": f"http://127.0.0.1:{port}/telegram",
            "webhook_port": port,
            "webhook_secret": SecretStr(SECRET),
        }
    )


@pytest.fixture
async def http() -> AsyncIterator[ClientSession]:
    async with ClientSession() as session:
        yield session


class Hook:
    """The webhook server as its callers see it."""

    def __init__(self, http: ClientSession, settings: Settings) -> None:
        self._http = http
        self._base = f"http://127.0.0.1:{settings.webhook_port}"

    async def status(self, path: str) -> int:
        async with self._http.get(self._base + path) as response:
            return response.status

    async def post(self, body: bytes | io.BytesIO, secret: str | None = SECRET) -> int:
        headers = {} if secret is None else {SECRET_HEADER: secret}
        address = f"{self._base}/telegram"
        async with self._http.post(address, data=body, headers=headers) as response:
            return response.status

    async def until_ready(self) -> None:
        async with asyncio.timeout(20):
            while True:
                try:
                    if await self.status("/readyz") == 200:
                        return
                except OSError:
                    pass
                await asyncio.sleep(0.05)


@asynccontextmanager
async def listening(
    simulation: Simulation, settings: Settings, model: PhotoModel, searcher: Searcher, hook: Hook
) -> AsyncIterator[None]:
    bot = build_bot(PLAYGROUND_TOKEN, simulation.url)
    store = await Store.open(settings.store_url)
    stop = asyncio.Event()
    try:
        async with Engine(model, searcher, settings.limits) as engine:
            catalogue = load_catalogue(settings)
            services = build_services(catalogue, engine, store, settings.limits, recognizable=54)
            services.configure(settings)
            task = asyncio.create_task(listen(bot, services, settings, stop))
            try:
                ready = asyncio.create_task(hook.until_ready())
                await asyncio.wait([task, ready], return_when=asyncio.FIRST_COMPLETED)
                if task.done():
                    ready.cancel()
                    await task
                yield
            finally:
                stop.set()
                await task
    finally:
        await store.close()
        await bot.session.close()


@pytest.fixture
async def hook(
    simulation: Simulation,
    settings: Settings,
    photo_model: PhotoModel,
    searcher: Searcher,
    http: ClientSession,
) -> AsyncIterator[Hook]:
    hook = Hook(http, settings)
    async with listening(simulation, settings, photo_model, searcher, hook):
        yield hook


def start_command(number: int, user: dict[str, Any]) -> bytes:
    entity = '{"type":"bot_command","offset":0,"length":6}'
    chat = f'{{"id":{user["id"]},"type":"private","first_name":"A"}}'
    sender = f'{{"id":{user["id"]},"is_bot":false,"first_name":"A","language_code":"ru"}}'
    message = (
        f'{{"message_id":1,"date":1700000000,"chat":{chat},"from":{sender},'
        f'"text":"/start","entities":[{entity}]}}'
    )
    return f'{{"update_id":{number},"message":{message}}}'.encode()


async def test_updates_come_by_webhook_and_are_answered(simulation: Simulation, hook: Hook) -> None:
    user = await simulation.user("ru")
    await user.send_text("/start")
    assert "узнаю достопримечательности" in (await user.wait_for_reply())[0].text


async def test_the_server_says_that_it_lives_and_that_it_is_ready(hook: Hook) -> None:
    assert await hook.status("/healthz") == 200
    assert await hook.status("/readyz") == 200
    assert await hook.status("/") == 404


@pytest.mark.parametrize("secret", [None, "", "another", "секрет", SECRET + "x"])
async def test_without_the_secret_nothing_is_taken(
    simulation: Simulation, hook: Hook, secret: str | None
) -> None:
    user = await simulation.user("ru")
    assert await hook.post(start_command(5, user.profile), secret) == 401
    await user.expect_silence(0.5)


async def test_an_update_seen_twice_is_answered_once(simulation: Simulation, hook: Hook) -> None:
    user = await simulation.user("ru")
    await user.send_text("/start")
    await user.wait_for_reply()
    body = start_command(7, user.profile)
    assert await asyncio.gather(*(hook.post(body) for _ in range(5))) == [200] * 5
    assert len(await user.wait_for_reply()) == 1
    assert await hook.post(body) == 200
    await user.expect_silence(1)


async def test_what_is_no_update_is_refused(hook: Hook) -> None:
    assert await hook.post(b"{") == 400
    assert await hook.post(b'{"update_id": "soon"}') == 400
    assert await hook.post(io.BytesIO(b" " * 2_000_000)) == 413


async def test_a_secret_is_made_and_remembered_where_none_is_set(
    simulation: Simulation,
    settings: Settings,
    photo_model: PhotoModel,
    searcher: Searcher,
    http: ClientSession,
) -> None:
    settings = settings.model_copy(update={"webhook_secret": None})
    made = []
    for _ in range(2):
        async with listening(simulation, settings, photo_model, searcher, Hook(http, settings)):
            user = await simulation.user("ru")
            await user.send_text("/start")
            await user.wait_for_reply()
        store = await Store.open(settings.store_url)
        made.append(await store.recall("webhook_secret"))
        await store.close()
    assert made[0] == made[1]
    assert made[0] is not None
    assert len(made[0]) >= 32


async def test_an_occupied_port_is_one_sentence(
    simulation: Simulation,
    settings: Settings,
    photo_model: PhotoModel,
    searcher: Searcher,
    http: ClientSession,
) -> None:
    hook = Hook(http, settings)
    server = socket.create_server(("127.0.0.1", settings.webhook_port))
    with server, pytest.raises(ListenError, match="WEBHOOK_PORT"):
        async with listening(simulation, settings, photo_model, searcher, hook):
            pass
