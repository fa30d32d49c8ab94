"""The bot as a process of its own, killed while it answers."""

from __future__ import annotations

import asyncio
from asyncio.subprocess import Process
from contextlib import suppress
from pathlib import Path

import pytest

from bot.playground import PLAYGROUND_TOKEN
from bot.playground.server import running
from bot.playground.simulation_client import Person, Simulation
from tests.integration.test_processes import SAID, start
from tests.pictures import jpeg


async def end(process: Process) -> None:
    with suppress(ProcessLookupError):
        process.kill()
    await process.wait()


async def answers(user: Person, asked: int) -> set[str | int]:
    """The answers to a message: an album is one."""
    return {
        message.album or message.id
        for message in await user.messages()
        if message.reply_to == asked
    }


async def until_answered(asked: list[tuple[Person, int]]) -> None:
    async with asyncio.timeout(90):
        for user, number in asked:
            while not await answers(user, number):  # noqa: ASYNC110  # it is seen over HTTP
                await asyncio.sleep(0.2)


@pytest.mark.parametrize("moment", [0.05, 0.6, 1.5])
async def test_every_update_is_answered_though_the_bot_is_killed_and_twice_only_one_in_flight(
    tmp_path: Path, moment: float
) -> None:
    async with (
        running(tmp_path / "playground", port=0) as url,
        Simulation(url) as simulation,
    ):
        settings = {"BOT_TOKEN": PLAYGROUND_TOKEN, "BOT_API_URL": url}
        bot = await start(tmp_path, "bot", **settings)
        try:
            await simulation.wait_until_connected(60)
            users = [await simulation.user("ru") for _ in range(4)]
            asked: list[tuple[Person, int]] = []
            for user in users:
                asked.append((user, (await user.send_photo(jpeg(320, 240))).id))
                asked.append((user, (await user.send_text("музей")).id))
            await asyncio.sleep(moment)
            await end(bot)
            bot = await start(tmp_path, "bot", **settings)
            await until_answered(asked)
            await asyncio.sleep(4)  # what is answered twice would be so now
            for user in users:
                of_user = [number for one, number in asked if one is user]
                seen = [len(await answers(user, number)) for number in of_user]
                # One call at a time is made into a chat; whether it arrived, nobody knows.
                assert sum(seen) <= len(of_user) + 1
        finally:
            await end(bot)
    assert " ERROR " not in (tmp_path / SAID).read_text(encoding="utf-8")
