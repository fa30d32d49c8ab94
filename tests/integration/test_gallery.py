"""Albums of a catalogue with photos, sent through the local Bot API."""

from __future__ import annotations

import asyncio
import io
from dataclasses import replace
from pathlib import Path

import pytest
from aiogram import Bot
from PIL import Image
from sqlalchemy.exc import OperationalError

from bot.gallery import Gallery
from bot.playground.simulation_client import Person, Seen, Simulation
from bot.settings import Settings
from bot.store import Store
from inference import Catalogue, Hit, Photo
from inference.cards import SIZE
from tests.pictures import jpeg

PLACE = "W46993203"
OTHERS = ("U900009", "U900030", "U900032", "U900008")


@pytest.fixture
async def user(simulation: Simulation) -> Person:
    user = await simulation.user("ru")
    await user.send_text("/start")  # a bot may only write to those who have written to it
    return user


@pytest.fixture
def gallery(catalogue: Catalogue, store: Store, settings: Settings) -> Gallery:
    return Gallery(catalogue, store, settings.limits)


def hit(catalogue: Catalogue, place: str = PLACE, photo: Path | None = None) -> Hit:
    shown = None if photo is None else Photo(place, path=photo)
    return Hit(catalogue.places[place], 1.0, shown, "name")


async def size(simulation: Simulation, message: Seen) -> tuple[int, int]:
    assert message.photo is not None
    with Image.open(io.BytesIO(await simulation.download(message.photo["address"]))) as image:
        return image.size


async def test_a_photo_of_the_catalogue_goes_before_the_card(
    gallery: Gallery,
    bot: Bot,
    user: Person,
    catalogue: Catalogue,
    tmp_path: Path,
    simulation: Simulation,
) -> None:
    path = tmp_path / "a.jpg"
    path.write_bytes(jpeg(640, 480))
    await gallery.send(bot, user.chat_id, [hit(catalogue, photo=path)], "Подпись", "ru")
    (message,) = await user.wait_for_reply()
    assert await size(simulation, message) == (640, 480)
    assert message.text == "Подпись"


async def test_a_card_stands_in_for_a_missing_photo_only_until_it_is_there(
    gallery: Gallery,
    bot: Bot,
    user: Person,
    catalogue: Catalogue,
    tmp_path: Path,
    simulation: Simulation,
) -> None:
    path = tmp_path / "later.jpg"
    sizes = []
    for _ in range(2):
        await gallery.send(bot, user.chat_id, [hit(catalogue, photo=path)], "Подпись", "ru")
        (message,) = await user.wait_for_reply()
        sizes.append(await size(simulation, message))
        path.write_bytes(jpeg(640, 480))
    assert sizes == [SIZE, (640, 480)]


async def test_a_panorama_is_cropped_to_what_telegram_takes(
    gallery: Gallery,
    bot: Bot,
    user: Person,
    catalogue: Catalogue,
    tmp_path: Path,
    simulation: Simulation,
) -> None:
    path = tmp_path / "wide.jpg"
    path.write_bytes(jpeg(6000, 200))
    await gallery.send(bot, user.chat_id, [hit(catalogue, photo=path)], "Подпись", "ru")
    (message,) = await user.wait_for_reply()
    width, height = await size(simulation, message)
    assert width / height == pytest.approx(10, rel=0.05)


async def test_an_address_that_telegram_cannot_fetch_is_replaced_by_the_card(
    gallery: Gallery, bot: Bot, user: Person, catalogue: Catalogue, simulation: Simulation
) -> None:
    plain = hit(catalogue)
    lost = replace(plain, photo=Photo(PLACE, url=f"{simulation.url}/no/such/photo.jpg"))
    await gallery.send(bot, user.chat_id, [lost], "Подпись", "ru")
    (message,) = await user.wait_for_reply()
    assert await size(simulation, message) == SIZE


async def test_an_album_asked_for_by_several_at_once_is_uploaded_once(
    gallery: Gallery, bot: Bot, user: Person, catalogue: Catalogue, simulation: Simulation
) -> None:
    hits = [hit(catalogue, place) for place in (PLACE, *OTHERS)]
    await asyncio.gather(
        *(gallery.send(bot, user.chat_id, hits[::step], "Подпись", "ru") for step in (1, -1, 1))
    )
    assert await simulation.uploads() == 5


async def test_readers_of_two_languages_get_cards_of_their_own(
    gallery: Gallery, bot: Bot, user: Person, catalogue: Catalogue, simulation: Simulation
) -> None:
    for language in ("ru", "en", "ru", "en"):
        await gallery.send(bot, user.chat_id, [hit(catalogue)], "Подпись", language)
    assert await simulation.uploads() == 2


async def test_an_album_that_was_sent_is_no_error_when_its_file_ids_cannot_be_kept(
    gallery: Gallery,
    store: Store,
    bot: Bot,
    user: Person,
    catalogue: Catalogue,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    async def full(*_: object) -> None:
        raise OperationalError("INSERT", {}, Exception("database or disk is full"))

    monkeypatch.setattr(store, "remember_uploads", full)
    messages = await gallery.send(bot, user.chat_id, [hit(catalogue)], "Подпись", "ru")
    assert len(messages) == 1
    assert "could not be kept" in caplog.text
