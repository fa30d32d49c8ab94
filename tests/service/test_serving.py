"""The service as its owner starts it."""

from __future__ import annotations

import asyncio
import logging
import os
import shutil
import signal
import socket
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientError, ClientSession

from inference import bundled
from inference.engine import PhotoModel
from inference.listening import ListenError
from inference.loading import Models
from inference.service.serving import listening
from inference.service.settings import ServeSettings
from inference.service.state import Service
from tests.models import jpeg_of
from tests.service.conftest import Running, Start
from tests.service.gated import GatedModel
from tests.waiting import until


async def program(folder: Path, *options: str, **settings: object) -> Process:
    """`python -m inference serve` in an empty folder, with these settings and no other."""
    known = {name.upper() for name in ServeSettings.model_fields}
    environment = {name: value for name, value in os.environ.items() if name not in known}
    environment |= {name: str(value) for name, value in settings.items()}
    return await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "inference", "serve", *options),
        cwd=folder,
        env={**environment, "PYTHONPATH": str(bundled.ASSETS.parent)},
        stderr=PIPE,
    )


@asynccontextmanager
async def serving(folder: Path, **settings: object) -> AsyncIterator[tuple[Process, ClientSession]]:
    """The program and a client, once it answers /healthz."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = await program(folder, "--port", str(port), **settings)
    try:
        async with ClientSession(f"http://127.0.0.1:{port}") as client:
            while not await answers(client, "/healthz"):
                assert process.returncode is None
                await asyncio.sleep(0.05)
            yield process, client
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


async def answers(client: ClientSession, path: str) -> bool:
    with suppress(ClientError):
        async with client.get(path) as response:
            return response.status == 200
    return False


async def told(client: ClientSession) -> dict[str, Any]:
    async with client.get("/v1/status") as response:
        return dict(await response.json())


async def said(process: Process) -> tuple[int | None, str]:
    async with asyncio.timeout(60):
        _, errors = await process.communicate()
    return process.returncode, errors.decode()


async def test_it_loads_takes_a_changed_catalogue_up_and_ends_in_good_order(
    tmp_path: Path,
) -> None:
    catalogue = tmp_path / "catalogue"
    shutil.copytree(bundled.CATALOGUE, catalogue)
    settings = {"CATALOGUE": catalogue, "RELOAD_SECONDS": 3600, "SEARCH_PROCESSES": 2}
    async with serving(tmp_path, **settings) as (process, client):
        async with asyncio.timeout(60):
            while not await answers(client, "/readyz"):  # noqa: ASYNC110
                await asyncio.sleep(0.1)
        async with asyncio.timeout(60):
            while (status := await told(client))["search_processes"] < 2:  # noqa: ASYNC110
                await asyncio.sleep(0.1)
        before = status["places"]
        rows = (catalogue / "places.csv").read_text(encoding="utf-8").splitlines(keepends=True)
        (catalogue / "places.csv").write_text("".join(rows[:-1]), encoding="utf-8")
        process.send_signal(signal.SIGHUP)
        async with asyncio.timeout(60):
            while (await told(client))["places"] != before - 1:  # noqa: ASYNC110
                await asyncio.sleep(0.1)
        async with client.get("/v1/search", params={"q": "храм на крови"}) as response:
            assert (await response.json())[0]["hits"]
        process.terminate()
        ended, log = await said(process)
    assert ended == 0
    assert "Listening at http://127.0.0.1:" in log
    assert "Traceback" not in log


async def test_an_occupied_port_is_one_sentence(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        status, log = await said(await program(tmp_path, "--port", str(port)))
    assert status == 1
    assert log.count("\n") == 1
    assert f"cannot listen on 127.0.0.1:{port}" in log


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({"SERVE_PORT": "many"}, "SERVE_PORT cannot be used"),
        ({"REQUEST_SECONDS": "0"}, "REQUEST_SECONDS cannot be used"),
        ({"API_KEY": "two words"}, "API_KEY cannot be used"),
    ],
)
async def test_a_setting_that_cannot_be_used_is_one_sentence(
    tmp_path: Path, settings: dict[str, str], sentence: str
) -> None:
    status, log = await said(await program(tmp_path, **settings))
    assert (status, log.count("\n")) == (1, 1)
    assert log.startswith(sentence)
    assert "two words" not in log


async def test_a_damaged_model_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "model").mkdir()
    status, log = await said(await program(tmp_path, "--port", "0", MODEL=tmp_path / "model"))
    assert status == 1
    assert "Traceback" not in log
    assert str(tmp_path / "model") in log.splitlines()[-1]


@pytest.fixture
def gated(models: Models) -> GatedModel:
    return GatedModel(models.recognizer)


@pytest.fixture
def photo_model(gated: GatedModel) -> PhotoModel:
    return gated


def listens(port: int) -> bool:
    """Whether a server listens there; open connections do not count."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return True
    return False


async def test_what_runs_is_finished_before_the_end(start: Start, gated: GatedModel) -> None:
    async def ask(client: ClientSession) -> int:
        headers = {"Content-Type": "image/jpeg"}
        async with client.post("/v1/classify", data=jpeg_of(0, 1), headers=headers) as response:
            return response.status

    context = start()
    running = await context.__aenter__()
    port = int(running.url.rpartition(":")[2])
    client = ClientSession(running.url)
    asked = asyncio.create_task(ask(client))
    await until(lambda: gated.at_gate)
    ending = asyncio.create_task(context.__aexit__(None, None, None))
    await until(lambda: not listens(port))
    assert not asked.done()
    gated.gate.set()
    assert await asked == 200
    await client.close()
    await ending


@pytest.mark.parametrize(("key", "warned"), [(None, True), ("the-key", False)])
async def test_an_open_door_is_warned_of(
    caplog: pytest.LogCaptureFixture, key: str | None, warned: bool
) -> None:
    settings = ServeSettings.model_validate(
        {"serve_host": "0.0.0.0", "serve_port": 0, "api_key": key}  # noqa: S104
    )
    with caplog.at_level(logging.WARNING, "inference.service"):
        async with listening(Service(settings)):
            pass
    assert ("set API_KEY" in caplog.text) is warned


@pytest.mark.parametrize("host", ["256.0.0.1", "192.0.2.1"])
async def test_an_address_that_is_not_here_is_one_sentence(host: str) -> None:
    settings = ServeSettings.model_validate({"serve_host": host, "serve_port": 0})
    with pytest.raises(ListenError, match=f"cannot listen on {host}:0 .*: give an address of this"):
        async with listening(Service(settings)):
            pass


async def test_a_request_that_is_none_is_answered_and_fills_no_log(
    running: Running, caplog: pytest.LogCaptureFixture
) -> None:
    async with running.client.get("/healthz", headers={"X-Long": "x" * 9000}) as response:
        assert response.status == 400
    assert not caplog.records


async def test_an_empty_catalogue_is_warned_of(tmp_path: Path) -> None:
    catalogue = tmp_path / "catalogue"
    shutil.copytree(bundled.CATALOGUE, catalogue)
    header = (catalogue / "places.csv").read_text(encoding="utf-8").splitlines(keepends=True)[0]
    (catalogue / "places.csv").write_text(header, encoding="utf-8")
    async with serving(tmp_path, CATALOGUE=catalogue) as (process, client):
        async with asyncio.timeout(60):
            while not await answers(client, "/readyz"):  # noqa: ASYNC110
                await asyncio.sleep(0.1)
        process.terminate()
        _, log = await said(process)
    assert f"{catalogue} has no places" in log
