"""The programs as their owner starts them: what cannot work is one sentence and an exit status."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import socket
import sqlite3
import sys
from asyncio.subprocess import DEVNULL, Process
from contextlib import closing, suppress
from pathlib import Path

import pytest

from bot.playground import PLAYGROUND_TOKEN
from bot.playground.server import running
from bot.playground.simulation_client import Simulation
from bot.settings import Settings
from inference import bundled

SAID = "stderr.txt"
OTHER_TOKEN = "123456789:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"


async def start(folder: Path, *module: str, **settings: object) -> Process:
    """A program in an empty folder, with these settings and no other."""
    known = {name.upper() for name in Settings.model_fields}
    environment = {name: value for name, value in os.environ.items() if name not in known}
    environment |= {name: str(value) for name, value in settings.items()}
    # Not a pipe: the playground may live on with it, and nobody would see the bot's end.
    with (folder / SAID).open("ab") as said:
        return await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", *module),
            cwd=folder,
            env=environment,
            stdout=DEVNULL,
            stderr=said,
            start_new_session=True,
        )


async def outcome(process: Process, folder: Path) -> tuple[int, list[str]]:
    """The exit status and what was said on stderr, less the lines of the log."""
    async with asyncio.timeout(60):
        status = await process.wait()
    lines = (folder / SAID).read_text(encoding="utf-8").splitlines()
    return status, [line for line in lines if " INFO " not in line]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


async def test_asked_for_help_the_bot_tells_and_does_not_start(tmp_path: Path) -> None:
    process = await start(tmp_path, "bot", "--help")
    assert await process.wait() == 0


async def test_a_token_of_the_wrong_form_is_one_sentence(tmp_path: Path) -> None:
    status, said = await outcome(await start(tmp_path, "bot", BOT_TOKEN="not-a-token"), tmp_path)
    assert status == 1
    assert said == ["BOT_TOKEN does not look like a token; copy it whole from @BotFather."]


async def test_a_token_that_the_server_does_not_know_is_one_sentence(tmp_path: Path) -> None:
    async with running(tmp_path / "playground", port=0, tokens=[PLAYGROUND_TOKEN]) as url:
        bot = await start(tmp_path, "bot", BOT_TOKEN=OTHER_TOKEN, BOT_API_URL=url)
        status, (sentence,) = await outcome(bot, tmp_path)
    assert status == 1
    assert sentence.startswith("Telegram does not know BOT_TOKEN")
    assert OTHER_TOKEN not in sentence


async def test_an_occupied_port_is_one_sentence(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        status, (sentence,) = await outcome(
            await start(tmp_path, "bot", PLAYGROUND_PORT=port), tmp_path
        )
    assert status == 1
    assert str(port) in sentence


async def test_a_damaged_model_is_one_sentence(tmp_path: Path) -> None:
    model = tmp_path / "model"
    shutil.copytree(bundled.MODEL, model)
    weights = model / "weights.safetensors"
    weights.write_bytes(weights.read_bytes()[:1_000_000])
    status, (sentence,) = await outcome(
        await start(tmp_path, "bot", MODEL=model, PLAYGROUND_PORT=free_port()), tmp_path
    )
    assert status == 1
    assert "weights.safetensors" in sentence


async def test_a_setting_that_cannot_be_is_one_sentence(tmp_path: Path) -> None:
    status, (sentence,) = await outcome(await start(tmp_path, "bot", DEVICE="abacus"), tmp_path)
    assert status == 1
    assert sentence.startswith("DEVICE cannot be used")


@pytest.mark.parametrize("command", [["classify"], ["search"], ["nonsense"], []])
async def test_wrong_usage_has_its_own_exit_status(tmp_path: Path, command: list[str]) -> None:
    status, said = await outcome(await start(tmp_path, "inference", *command), tmp_path)
    assert status == 2
    assert "usage:" in said[0]


async def test_an_unknown_city_is_wrong_usage(tmp_path: Path) -> None:
    process = await start(tmp_path, "inference", "search", "храм", "--city", "Атлантида")
    status, (sentence,) = await outcome(process, tmp_path)
    assert status == 2
    assert "no city 'Атлантида'" in sentence


async def _until_remembered(folder: Path, pictures: int) -> None:
    """Wait until the bot's database holds the file_ids of so many pictures."""
    count = 0
    async with asyncio.timeout(30):
        while count < pictures:
            await asyncio.sleep(0.05)
            with closing(sqlite3.connect(folder / "data" / "bot.sqlite3")) as database:
                (count,) = database.execute("SELECT count(*) FROM uploads").fetchone()


async def test_the_playground_survives_the_bot_and_no_picture_is_uploaded_twice(
    tmp_path: Path,
) -> None:
    """`make run` without a token, killed and started again while the chat stays open."""
    port = free_port()
    # A storage chat that is none: nothing but the album is uploaded.
    settings = {"PLAYGROUND_PORT": port, "STORAGE_CHAT": 1}
    first = await start(tmp_path, "bot", **settings)
    second = None
    try:
        await _until_open(port)
        async with Simulation(f"http://127.0.0.1:{port}") as simulation:
            await simulation.wait_until_connected(60)
            user = await simulation.user("ru")
            await user.send_text("Храм на Крови")
            album = await user.wait_for_reply()
            uploads = await simulation.uploads()
            assert uploads == len(album) == 5
            await user.wait_for_reply()  # the buttons below it
            # The file_ids come with Telegram's answer, a moment after the album is seen.
            await _until_remembered(tmp_path, len(album))
            first.kill()
            await first.wait()
            await user.send_text("Храм на Крови")
            second = await start(tmp_path, "bot", **settings)
            again = await user.wait_for_reply(60)
            while again[0].photo is None:  # buttons that the kill has left behind
                again = await user.wait_for_reply(60)
            assert [message.photo for message in again] == [message.photo for message in album]
            assert await simulation.uploads() == uploads
    finally:
        for process in (first, second):
            if process is not None:
                with suppress(ProcessLookupError):
                    process.kill()
                await process.wait()
        _kill_playground(port)


def _kill_playground(port: int) -> None:
    """It outlives the bots, as it should; `/proc` tells which process it is."""
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        with suppress(OSError):
            words = path.read_bytes().split(b"\0")
            if b"bot.playground" in words and str(port).encode() in words:
                os.kill(int(path.parent.name), signal.SIGKILL)


async def _until_open(port: int) -> None:
    async with asyncio.timeout(60):
        while True:
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", port)
            except ConnectionRefusedError:
                await asyncio.sleep(0.1)
            else:
                writer.close()
                await writer.wait_closed()
                return
