"""/stats and notices of errors, in the owner's chat."""

from __future__ import annotations

import asyncio
import logging

import pytest

from bot.app import build_bot, introduce
from bot.notices import error_notices
from bot.playground import PLAYGROUND_TOKEN
from bot.playground.simulation_client import Person, Seen, Simulation
from bot.services import Services

log = logging.getLogger("bot.test")


async def ask(user: Person, text: str) -> Seen:
    await user.send_text(text)
    return (await user.wait_for_reply())[-1]


async def test_the_owner_is_told_the_statistics(simulation: Simulation, services: Services) -> None:
    owner = await simulation.user("en")
    services.admin_chat = owner.chat_id
    for event, user, milliseconds in (
        *(("photo", 1, 300.0), ("photo", 2, 300.0), ("search", 2, None)),
        *(("feedback_right", 1, None), ("feedback_wrong", 2, None)),
    ):
        await services.store.count(event, user, milliseconds)
    told = (await ask(owner, "/stats")).text
    assert "Users: 3 (3 today, 3 in a week)" in told  # the owner, who sends a command, is one
    assert "Photos: 2 (2 today)" in told
    assert "Searches: 1 (1 today)" in told
    assert "photo: 29" in told or "photo: 30" in told
    assert "inline query: not yet measured" in told
    assert "50 % (👍 1, 👎 1)" in told
    assert "Running for 0 d 0 h 0 min" in told


async def test_who_only_sends_commands_is_counted(
    simulation: Simulation, services: Services
) -> None:
    user = await simulation.user("ru")
    for command in ("/random", "/help"):
        await ask(user, command)
    assert (await services.store.statistics()).users == 1


async def test_an_owners_chat_that_cannot_be_written_to_is_named_in_the_log(
    simulation: Simulation, services: Services, caplog: pytest.LogCaptureFixture
) -> None:
    async with build_bot(PLAYGROUND_TOKEN, simulation.url).context() as bot:
        await introduce(bot, 424_242_424)
    assert "ADMIN_CHAT" in caplog.text
    assert "send /start to the bot" in caplog.text


async def test_nobody_else_is_told_them(simulation: Simulation, services: Services) -> None:
    owner, other = await simulation.user("ru"), await simulation.user("ru")
    assert "Статистика" not in (await ask(owner, "/stats")).text  # no owner is set
    services.admin_chat = owner.chat_id
    assert "Статистика" not in (await ask(other, "/stats")).text


async def test_the_owners_menu_has_the_statistics(
    simulation: Simulation, services: Services
) -> None:
    owner, other = await simulation.user("ru"), await simulation.user("ru")
    for person in (owner, other):
        await ask(person, "/help")
    async with build_bot(PLAYGROUND_TOKEN, simulation.url).context() as bot:
        await introduce(bot, owner.chat_id)
    assert "stats" in [command["command"] for command in await owner.commands()]
    assert "stats" not in [command["command"] for command in await other.commands()]


async def test_the_owners_chat_may_be_a_group(simulation: Simulation, services: Services) -> None:
    group = await simulation.group(await simulation.user("ru"))
    await group.wait_for_reply()  # the greeting
    services.admin_chat = group.chat_id
    assert "Статистика" in (await ask(group, "/stats")).text


def fail(words: str) -> None:
    try:
        raise ZeroDivisionError(words)
    except ZeroDivisionError:
        log.exception("Failed: %s", words)


async def test_an_error_is_told_at_once_and_without_what_it_says(
    simulation: Simulation, services: Services
) -> None:
    owner = await simulation.user("ru")
    await ask(owner, "/help")
    async with (
        build_bot(PLAYGROUND_TOKEN, simulation.url).context() as bot,
        error_notices(bot, services.store, owner.chat_id),
    ):
        fail("secret words of a user")
        (notice,) = await owner.wait_for_reply()
    assert "1 ошибка" in notice.text
    assert "1 × ZeroDivisionError" in notice.text
    assert "test_owner.py:" in notice.text
    assert "secret" not in notice.text


async def test_more_errors_are_summed_up_once_an_interval(
    simulation: Simulation, services: Services
) -> None:
    owner = await simulation.user("ru")
    await ask(owner, "/help")
    async with (
        build_bot(PLAYGROUND_TOKEN, simulation.url).context() as bot,
        error_notices(bot, services.store, owner.chat_id, interval=4.0),
    ):
        fail("first")
        await owner.wait_for_reply()
        for _ in range(30):
            await asyncio.to_thread(fail, "again")
        log.error("Only said.")
        await owner.expect_silence(0.5)
        (notice,) = await owner.wait_for_reply()
    assert "31 ошибка" in notice.text
    assert "30 × ZeroDivisionError" in notice.text
    assert "1 × ERROR" in notice.text


async def test_a_handlers_error_is_told_with_its_place(
    simulation: Simulation, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    owner, user = await simulation.user("ru"), await simulation.user("ru")
    await ask(owner, "/help")

    async def broken(_: int) -> None:
        raise RuntimeError("secret words")

    monkeypatch.setattr(services, "chosen_city", broken)
    async with (
        build_bot(PLAYGROUND_TOKEN, simulation.url).context() as bot,
        error_notices(bot, services.store, owner.chat_id),
    ):
        assert "Что-то пошло не так" in (await ask(user, "/help")).text
        (notice,) = await owner.wait_for_reply()
    assert "1 × RuntimeError bot/handlers/commands.py:" in notice.text
    assert "secret" not in notice.text


async def test_a_chat_that_cannot_be_told_stops_nothing(
    simulation: Simulation, services: Services, caplog: pytest.LogCaptureFixture
) -> None:
    async with (
        build_bot(PLAYGROUND_TOKEN, simulation.url).context() as bot,
        error_notices(bot, services.store, 4_815_162_342, interval=0.05),
    ):
        for _ in range(2):
            fail("words")
            await asyncio.sleep(0.5)
    assert caplog.text.count("cannot write to ADMIN_CHAT") == 2


async def test_without_an_owners_chat_nothing_is_told(
    simulation: Simulation, services: Services
) -> None:
    async with (
        build_bot(PLAYGROUND_TOKEN, simulation.url).context() as bot,
        error_notices(bot, services.store, None),
    ):
        fail("words")
