"""Cards of places: opened by links and taps, and what their buttons do."""

from __future__ import annotations

from dataclasses import replace

import pytest
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from bot.app import build_bot
from bot.callbacks import NearHere, OnMap, ShowPlace, SimilarTo
from bot.playground import PLAYGROUND_TOKEN
from bot.playground.simulation_client import Person, Seen, Simulation
from bot.services import Services

pytestmark = pytest.mark.usefixtures("services")

PALACE = "U900030"


async def open_card(user: Person, place: str = PALACE) -> Seen:
    await user.send_text(f"/start place_{place}")
    (card,) = await user.wait_for_reply()
    return card


async def test_a_link_opens_the_card_with_its_picture(simulation: Simulation) -> None:
    card = await open_card(await simulation.user("ru"))
    assert card.photo is not None
    assert card.text.startswith("📍 Летний дворец\nПекин · парк или сад\n\n")
    link = next(entity["url"] for entity in card.entities if entity["type"] == "text_link")
    assert link.endswith(f"?start=place_{PALACE}")


async def test_a_link_to_a_place_that_has_gone_is_explained(simulation: Simulation) -> None:
    user = await simulation.user("ru")
    assert "по этой ссылке у меня больше нет" in (await open_card(user, "gone")).text


async def test_start_without_a_place_still_says_hello(simulation: Simulation) -> None:
    user = await simulation.user("ru")
    for text in ("/start", "/start something"):
        await user.send_text(text)
        assert "узнаю достопримечательности" in (await user.wait_for_reply())[0].text


async def test_on_the_map_is_a_venue_with_links_to_maps(simulation: Simulation) -> None:
    user = await simulation.user("ru")
    await user.press(await open_card(user), "🗺 На карте")
    (venue,) = await user.wait_for_reply()
    assert venue.venue is not None
    assert (venue.venue["title"], venue.venue["address"]) == (
        "Летний дворец",
        "Пекин · парк или сад",
    )
    assert venue.venue["location"]["latitude"] == pytest.approx(39.9999)
    assert [button["text"] for button in venue.buttons] == ["🗺 Яндекс Карты", "🗺 OpenStreetMap"]


async def test_near_here_lists_the_nearest_with_distances(simulation: Simulation) -> None:
    user = await simulation.user("ru")
    await user.press(await open_card(user, "U900026"), "🚶 Рядом")
    (near,) = await user.wait_for_reply()
    lines = near.text.splitlines()
    assert lines[2].startswith("1. ")
    assert " м" in lines[3] or " км" in lines[3]
    await user.press(near, "1")
    (card,) = await user.wait_for_reply()
    assert card.text.splitlines()[0] == f"📍 {lines[2].removeprefix('1. ')}"


async def test_a_place_with_nothing_near_is_said_to_be_so(
    simulation: Simulation, services: Services
) -> None:
    lonely = replace(services.catalogue.places[PALACE], lat=0.0, lon=-30.0)
    services.catalogue = replace(
        services.catalogue, places={**services.catalogue.places, PALACE: lonely}
    )
    user = await simulation.user("ru")
    await user.press(await open_card(user), "🚶 Рядом")
    assert "других мест не знаю" in (await user.wait_for_reply())[0].text


async def test_similar_places_are_of_the_same_kind(simulation: Simulation) -> None:
    user = await simulation.user("en")
    await user.press(await open_card(user), "🔎 Similar")
    (similar,) = await user.wait_for_reply()
    assert similar.text.startswith("🔎 Places like “Summer Palace”")
    assert [button["text"] for button in similar.buttons] == ["1", "2", "3", "4", "5"]


async def test_an_impatient_second_tap_is_answered_and_does_nothing(
    simulation: Simulation,
) -> None:
    user = await simulation.user("ru")
    card = await open_card(user)
    for _ in range(2):
        assert await user.press(card, "🗺 На карте") is not None
    assert len(await user.wait_for_reply()) == 1
    await user.expect_silence(0.5)


@pytest.mark.parametrize("kind", [ShowPlace, OnMap, SimilarTo, NearHere])
async def test_a_tap_on_a_place_that_has_gone_is_explained(
    simulation: Simulation, kind: type[ShowPlace]
) -> None:
    user = await simulation.user("ru")
    card = await open_card(user)
    await put_button(simulation, user, card, kind(id="gone").pack())
    answer = await user.press(card, "Старая")
    assert answer is not None
    assert "больше нет в каталоге" in answer["text"]


async def put_button(simulation: Simulation, user: Person, message: Seen, data: str) -> None:
    button = InlineKeyboardButton(text="Старая", callback_data=data)
    markup = InlineKeyboardMarkup(inline_keyboard=[[button]])
    async with build_bot(PLAYGROUND_TOKEN, simulation.url).context() as bot:
        await bot.edit_message_reply_markup(
            chat_id=user.chat_id, message_id=message.id, reply_markup=markup
        )
