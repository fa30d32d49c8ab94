from __future__ import annotations

import asyncio
import socket
from collections.abc import Iterator

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.health import address, main
from bot.settings import Settings

TOKEN = "12345:secret"


@pytest.fixture(autouse=True)
def _bare_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.setitem(Settings.model_config, "env_file", None)


@pytest.fixture
def closed_port() -> Iterator[int]:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        yield held.getsockname()[1]


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("0.0.0.0", "http://127.0.0.1:8080/readyz"),  # noqa: S104  # compared, not bound
        ("::1", "http://[::1]:8080/readyz"),
        ("10.0.0.2", "http://10.0.0.2:8080/readyz"),
    ],
)
def test_a_bot_with_a_webhook_is_asked_where_it_listens(host: str, expected: str) -> None:
    settings = Settings.model_validate(
        {"bot_token": TOKEN, "webhook_url": "https://example.org/bot", "webhook_host": host}
    )
    assert address(settings) == expected


def test_without_a_token_the_playground_is_asked_and_a_bot_that_polls_is_not() -> None:
    assert address(Settings(playground_port=9000)) == "http://127.0.0.1:9000/playground/api/state"
    assert address(Settings.model_validate({"bot_token": TOKEN})) is None


def test_a_bot_that_does_not_listen_is_not_well(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], closed_port: int
) -> None:
    monkeypatch.setenv("PLAYGROUND_PORT", str(closed_port))
    assert main() == 1
    assert capsys.readouterr().err.startswith("The bot is not well: ")


@pytest.mark.parametrize(("status", "expected"), [(200, 0), (503, 1)])
async def test_the_answer_of_the_webhook_server_decides(
    monkeypatch: pytest.MonkeyPatch, status: int, expected: int
) -> None:
    async def ready(_: web.Request) -> web.Response:
        return web.Response(status=status)

    app = web.Application()
    app.router.add_get("/readyz", ready)
    async with TestServer(app) as server:
        monkeypatch.setenv("BOT_TOKEN", TOKEN)
        monkeypatch.setenv("WEBHOOK_URL", "https://example.org/bot")
        monkeypatch.setenv("WEBHOOK_PORT", str(server.port))
        assert await asyncio.to_thread(main) == expected
