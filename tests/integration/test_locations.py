"""Shared locations over HTTP: what is near, and what a walk passes."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from bot import walks
from bot.playground.simulation_client import Simulation
from inference import Catalogue
from tests.integration.conftest import StartBot

OCEAN = (0.0, -140.0)
METRE = 1 / 111_195


@dataclass(frozen=True)
class Spot:
    lat: float
    lon: float


@pytest.fixture
def castle(catalogue: Catalogue) -> Spot:
    """A place on an island, with none within three kilometres of it and many within fifty."""
    place = next(place for place in catalogue.places.values() if place.name == "Замок Иф")
    assert place.lat is not None
    assert place.lon is not None
    return Spot(place.lat, place.lon)


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Landmarks are told as fast as they come."""
    monkeypatch.setattr(walks, "PAUSE", 0.0)


@pytest.mark.usefixtures("services")
async def test_a_location_gets_the_eight_nearest_places_with_the_way(
    simulation: Simulation, castle: Spot
) -> None:
    user = await simulation.user("ru")
    sent = await user.send_location(castle.lat - 350 * METRE, castle.lon)
    (reply,) = await user.wait_for_reply()
    assert reply.reply_to == sent.id
    assert "Замок Иф\n" in reply.text
    assert "↑ 350 м на север" in reply.text
    assert len(reply.buttons) == 16
    assert [button["text"] for button in reply.buttons[:8]] == list("12345678")


@pytest.mark.usefixtures("services")
async def test_a_button_of_the_list_sends_the_card_or_the_venue(
    simulation: Simulation, castle: Spot
) -> None:
    user = await simulation.user("ru")
    await user.send_location(castle.lat, castle.lon)
    (listed,) = await user.wait_for_reply()
    assert "1. Замок Иф" in listed.text
    assert "вы на месте" in listed.text
    await user.press(listed, "🗺 1")
    (venue,) = await user.wait_for_reply()
    assert venue.venue is not None
    assert venue.venue["title"] == "Замок Иф"
    assert venue.venue["location"]["latitude"] == pytest.approx(castle.lat, abs=1e-4)
    await user.press(listed, "1")
    (card,) = await user.wait_for_reply()
    assert card.photo is not None
    assert "Замок Иф" in card.text


@pytest.mark.usefixtures("services")
async def test_where_nothing_is_near_it_is_said(simulation: Simulation) -> None:
    user = await simulation.user("en")
    await user.send_location(*OCEAN)
    (reply,) = await user.wait_for_reply()
    assert "no place within 50 km" in reply.text
    assert not reply.buttons


@pytest.mark.usefixtures("services", "at_once")
async def test_a_walk_is_told_a_landmark_once_when_it_comes_near(
    simulation: Simulation, castle: Spot
) -> None:
    user = await simulation.user("ru")
    live = await user.send_location(castle.lat - 2000 * METRE, castle.lon, live_seconds=900)
    (listed,) = await user.wait_for_reply()
    assert "Идите" in listed.text
    await user.move_live(live, castle.lat - 1000 * METRE, castle.lon)
    await user.move_live(live, castle.lat - 120 * METRE, castle.lon)
    told = await user.wait_for_reply()
    passing = [message for message in told if "Замок Иф" in message.text]
    assert len(passing) == 1
    assert "Рядом с вами: ↑ 120 м на север" in passing[0].text
    assert passing[0].photo is not None
    await user.move_live(live, castle.lat - 60 * METRE, castle.lon)
    await user.move_live(live, castle.lat - 120 * METRE, castle.lon)
    await user.stop_live(live)
    await user.expect_silence(1)


async def test_a_walk_goes_on_after_a_restart(
    simulation: Simulation, start_bot: StartBot, castle: Spot
) -> None:
    async with start_bot():
        user = await simulation.user("ru")
        live = await user.send_location(*OCEAN, live_seconds=900)
        await user.wait_for_reply()
        await user.move_live(live, castle.lat, castle.lon)
        await user.wait_for_reply()
    async with start_bot():
        await user.move_live(live, castle.lat + 10 * METRE, castle.lon)
        await user.expect_silence(1)


@pytest.mark.usefixtures("services")
async def test_a_live_location_in_a_group_is_nobodys_question(
    simulation: Simulation, castle: Spot
) -> None:
    user = await simulation.user("ru")
    group = await simulation.group(user, status="administrator")
    await group.wait_for_reply()  # the greeting
    live = await group.send_location(*OCEAN, live_seconds=900)
    await group.move_live(live, castle.lat, castle.lon)
    await group.expect_silence(1)
