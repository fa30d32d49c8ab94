from __future__ import annotations

import asyncio
import os
import signal
import socket
import sqlite3
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, closing
from pathlib import Path

import pytest
from aiohttp import ClientSession

from bot.playground import PLAYGROUND_TOKEN
from bot.playground.server import running
from bot.playground.simulation_client import Simulation
from bot.playground.storage import _STEPS, Storage
from inference.errors import UserError
from tests.playground.conftest import OTHER_TOKEN, RawApi

ROOT = Path(__file__).resolve().parents[2]
EVERYWHERE = "0.0.0.0"  # noqa: S104  # with a token


async def start(*arguments: object, **settings: object) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "bot.playground",
        *map(str, arguments),
        cwd=ROOT,
        env={
            **os.environ,
            "PYTHONUNBUFFERED": "1",
            **{name: str(value) for name, value in settings.items()},
        },
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )


@asynccontextmanager
async def process(folder: Path) -> AsyncIterator[tuple[asyncio.subprocess.Process, str]]:
    child = await start("--port", 0, "--data", folder)
    try:
        assert child.stdout is not None
        line = await asyncio.wait_for(child.stdout.readline(), 20)
        yield child, line.decode().split()[-1]
    finally:
        if child.returncode is None:
            child.send_signal(signal.SIGTERM)
        await child.communicate()


async def test_a_kill_loses_nothing(
    tmp_path: Path, http: ClientSession, picture: Callable[..., bytes]
) -> None:
    async with process(tmp_path) as (child, url), Simulation(url) as simulation:
        person = await simulation.user()
        await person.send_text("waiting")
        api = RawApi(http, url)
        first = (await api("sendPhoto", chat_id=person.id, photo=picture())).result
        pending = (await api("getUpdates")).result
        before = [message.raw for message in await person.messages()]
        child.kill()
        await child.wait()
    async with process(tmp_path) as (child, url), Simulation(url) as simulation:
        api = RawApi(http, url)
        assert (await api("getUpdates")).result == pending
        again = await api("sendPhoto", chat_id=person.id, photo=first["photo"][-1]["file_id"])
        assert again.result["photo"] == first["photo"]
        assert again.result["message_id"] == first["message_id"] + 1
        assert await simulation.uploads() == 0
        back = await simulation.known_user(person.id)
        assert [message.raw for message in await back.messages()][:-1] == before
        path = (await api("getFile", file_id=first["photo"][0]["file_id"])).result["file_path"]
        async with http.get(f"{url}/file/bot{PLAYGROUND_TOKEN}/{path}") as response:
            assert response.status == 200


async def test_an_occupied_port_is_one_sentence_and_a_status(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        child = await start("--port", port, "--data", tmp_path)
        output, errors = await child.communicate()
    assert child.returncode == 1
    assert output == b""
    assert errors.decode().startswith(f"The playground cannot listen on 127.0.0.1:{port}")
    assert len(errors.decode().strip().splitlines()) == 1
    assert "--port or PLAYGROUND_PORT" in errors.decode()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.mark.parametrize("named", [False, True], ids=["settings", "arguments"])
async def test_port_and_folder_are_those_of_the_settings_unless_named(
    tmp_path: Path, named: bool
) -> None:
    port, other_port, other = free_port(), free_port(), tmp_path / "other"
    arguments = ["--port", other_port, "--data", other] if named else []
    child = await start(*arguments, PLAYGROUND_PORT=port, DATA_DIR=tmp_path)
    try:
        assert child.stdout is not None
        line = await asyncio.wait_for(child.stdout.readline(), 20)
    finally:
        child.send_signal(signal.SIGTERM)
        await child.communicate()
    expected = other_port if named else port
    assert line.decode() == f"Playground: http://127.0.0.1:{expected}\n"
    assert (tmp_path / "playground").exists() is not named
    assert other.exists() is named


async def test_an_impossible_port_of_the_settings_is_one_sentence(tmp_path: Path) -> None:
    child = await start(PLAYGROUND_PORT="soon", DATA_DIR=tmp_path)
    _, errors = await child.communicate()
    assert child.returncode == 1
    [sentence] = errors.decode().splitlines()
    assert sentence.startswith("PLAYGROUND_PORT cannot be used: ")


async def test_a_second_playground_on_one_folder_is_refused(tmp_path: Path) -> None:
    async with process(tmp_path):
        child = await start("--port", 0, "--data", tmp_path)
        _, errors = await child.communicate()
    assert child.returncode == 1
    assert len(errors.decode().strip().splitlines()) == 1
    assert "Is another playground running on it?" in errors.decode()


async def test_a_folder_that_cannot_be_used_is_one_sentence(tmp_path: Path) -> None:
    damaged = tmp_path / "damaged"
    damaged.mkdir()
    (damaged / "playground.sqlite").write_bytes(b"no database at all" * 1000)
    file = tmp_path / "file"
    file.touch()
    for folder, reason in (
        (damaged, "file is not a database (playground.sqlite)."),
        (file, "it is not a folder."),
        (file / "below", "Not a directory."),
    ):
        child = await start("--port", 0, "--data", folder)
        _, errors = await child.communicate()
        assert child.returncode == 1
        said = errors.decode().splitlines()
        assert said == [f"The playground cannot use the folder {folder}: {reason}"]


def test_a_truncated_database_is_refused_at_the_start(tmp_path: Path) -> None:
    Storage(tmp_path).close()
    database = tmp_path / "playground.sqlite"
    database.write_bytes(database.read_bytes()[:-8192])
    with pytest.raises(UserError, match=r"playground\.sqlite"):
        Storage(tmp_path)


async def test_bots_are_named_where_other_machines_reach_the_playground(tmp_path: Path) -> None:
    child = await start("--host", EVERYWHERE, "--port", 0, "--data", tmp_path)
    _, errors = await child.communicate()
    assert child.returncode == 1
    [sentence] = errors.decode().splitlines()
    assert sentence == (
        "On 0.0.0.0 other machines can reach the playground, so name its bots with --token."
    )
    async with running(tmp_path, host=EVERYWHERE, port=0, tokens=[OTHER_TOKEN]) as url:
        assert url.startswith("http://127.0.0.1:")


async def test_only_the_listed_tokens_are_bots(tmp_path: Path, http: ClientSession) -> None:
    async with running(tmp_path, port=0, tokens=[OTHER_TOKEN]) as url:
        assert (await RawApi(http, url, OTHER_TOKEN)("getMe")).status == 200
        assert (await RawApi(http, url, PLAYGROUND_TOKEN)("getMe")).status == 401


async def test_a_folder_of_the_first_version_is_taken_over(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "playground.sqlite")) as old:
        old.executescript(_STEPS[0] + "PRAGMA user_version = 1;")
        old.execute("INSERT INTO meta VALUES ('secret', 'a')")
        old.execute("""INSERT INTO users VALUES (500000001, '{"id":500000001}')""")
        old.execute("INSERT INTO members VALUES (500000001, 1000000001, 'member')")
        old.commit()
    for _ in range(2):
        async with running(tmp_path, port=0) as url, Simulation(url) as simulation:
            person = await simulation.known_user(500_000_001)
            assert await person.status() == "member"
            await person.ask_inline("a")


async def test_a_folder_of_a_later_version_is_refused(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "playground.sqlite")) as later:
        later.execute("PRAGMA user_version = 99")
    with pytest.raises(UserError, match="another version"):
        Storage(tmp_path)
