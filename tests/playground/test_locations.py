from __future__ import annotations

import time

import pytest
from aiogram import Bot

from bot.playground.simulation_client import Person, Simulation, SimulationError
from tests.playground.conftest import RawApi


async def test_a_live_location_moves_and_ends(bot: Bot, anna: Person) -> None:
    sent = await anna.send_location(56.1, 40.4, live_seconds=900)
    assert sent.location == {"latitude": 56.1, "longitude": 40.4, "live_period": 900}
    moved = await anna.move_live(sent, 56.2, 40.5)
    assert moved.id == sent.id
    stopped = await anna.stop_live(sent.id)
    assert stopped.location == {"latitude": 56.2, "longitude": 40.5}
    first, second, third = (await bot.get_updates())[-3:]
    assert first.message is not None
    assert first.message.location is not None
    assert first.message.location.live_period == 900
    assert second.edited_message is not None
    assert second.edited_message.location is not None
    assert second.edited_message.location.latitude == 56.2
    assert second.edited_message.location.live_period == 900
    assert second.edited_message.edit_date is not None
    assert third.edited_message is not None
    assert third.edited_message.location is not None
    assert third.edited_message.location.live_period is None


async def test_only_a_live_location_of_ones_own_moves(
    simulation: Simulation, anna: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    point = await anna.send_location(1, 2)
    with pytest.raises(SimulationError, match="no live location"):
        await anna.move_live(point, 1, 3)
    group = await simulation.group(anna)
    boris = await simulation.join(group, await simulation.user())
    live = await group.send_location(1, 2, live_seconds=60)
    with pytest.raises(SimulationError, match="no live location"):
        await boris.move_live(live, 1, 3)
    now = time.time()
    monkeypatch.setattr("bot.playground.travellers.time.time", lambda: now + 61)
    with pytest.raises(SimulationError, match="can't be edited"):
        await group.move_live(live, 1, 3)


@pytest.mark.parametrize("period", [59, 86_401])
async def test_a_location_is_live_for_a_minute_to_a_day(
    api: RawApi, anna: Person, period: int
) -> None:
    values = {"chat_id": anna.chat_id, "latitude": 1, "longitude": 2}
    refused = await api("sendLocation", **values, live_period=period)
    assert refused.refusal == "Bad Request: wrong live location period specified"
    sent = await api("sendLocation", **values, live_period=600)
    assert sent.result["location"]["live_period"] == 600
    with pytest.raises(SimulationError, match="live location period"):
        await anna.send_location(1, 2, live_seconds=period)


async def test_privacy_mode_hides_locations(bot: Bot, simulation: Simulation, anna: Person) -> None:
    group = await simulation.group(anna)
    live = await group.send_location(1, 2, live_seconds=60)
    await group.move_live(live, 1, 3)
    assert all(
        (update.message is None or update.message.location is None) and not update.edited_message
        for update in await bot.get_updates()
    )
