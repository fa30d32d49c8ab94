"""Photos that Telegram fetches by their addresses: their credits, and what a dead one costs."""

from __future__ import annotations

import io
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import pytest
from aiogram import Bot
from PIL import Image

from bot.gallery import Gallery
from bot.playground.server import running
from bot.playground.simulation_client import Person, Seen, Simulation
from bot.settings import Settings
from bot.store import Store
from inference import Catalogue, Hit, Photo
from inference.cards import SIZE
from tests.photo_server import PhotoServer

PLACES = ("W46993203", "U900009", "U900030", "U900032", "U900008")
LICENCE = "https://creativecommons.org/licenses/by/4.0/"


@pytest.fixture
async def simulation(tmp_path: Path) -> AsyncIterator[Simulation]:
    async with (
        running(tmp_path / "playground", port=0, allow_private_urls=True) as url,
        Simulation(url) as simulation,
    ):
        yield simulation


@pytest.fixture
async def user(simulation: Simulation) -> Person:
    user = await simulation.user("ru")
    await user.send_text("/start")
    return user


@pytest.fixture
def gallery(catalogue: Catalogue, store: Store, settings: Settings) -> Gallery:
    return Gallery(catalogue, store, settings.limits)


def found(catalogue: Catalogue, photos: PhotoServer, *names: str) -> list[Hit]:
    """One hit a name, with the photo of that name by an author of that name."""
    return [
        Hit(
            catalogue.places[place],
            1.0,
            Photo(
                place,
                url=photos.address(name),
                page_url=f"{photos.url}/File:{name}",
                author=f"Автор {name}",
                licence="CC BY 4.0",
                licence_url=LICENCE,
            ),
            "name",
        )
        for place, name in zip(PLACES, names, strict=False)
    ]


async def calls(simulation: Simulation, method: str = "sendMediaGroup") -> int:
    return int((await simulation.stats())["calls"].get(method, 0))


async def cards(simulation: Simulation, messages: Sequence[Seen]) -> list[int]:
    """Which of the messages, from 1, show a drawn card."""
    found = []
    for number, message in enumerate(messages, start=1):
        assert message.photo is not None
        with Image.open(io.BytesIO(await simulation.download(message.photo["address"]))) as image:
            if image.size == SIZE:
                found.append(number)
    return found


async def test_an_album_is_fetched_once_and_names_all_authors(
    gallery: Gallery,
    bot: Bot,
    user: Person,
    catalogue: Catalogue,
    photos: PhotoServer,
    simulation: Simulation,
) -> None:
    hits = found(catalogue, photos, *"abcde")
    for _ in range(2):
        await gallery.send(bot, user.chat_id, hits, "Подпись", "ru", first=6)
        shown = await user.wait_for_reply()
        credits = [
            f"{number}\u00a0—\u00a0Автор {name}, CC BY 4.0"
            for number, name in enumerate("abcde", start=6)
        ]
        assert shown[0].text == f"Подпись\n\n📷 Фото: {'; '.join(credits)}"
        assert [message.text for message in shown[1:]] == [""] * 4
    assert photos.visits == dict.fromkeys("abcde", 1)
    assert await simulation.uploads() == 0


async def test_a_dead_address_costs_one_retry_and_becomes_a_card(
    gallery: Gallery,
    bot: Bot,
    user: Person,
    catalogue: Catalogue,
    photos: PhotoServer,
    simulation: Simulation,
) -> None:
    photos.lost = {"b"}
    hits = found(catalogue, photos, *"abc")
    await gallery.send(bot, user.chat_id, hits, "Подпись", "ru")
    shown = await user.wait_for_reply()
    assert await cards(simulation, shown) == [2]
    assert shown[0].text == (
        "Подпись\n\n📷 Фото: 1\u00a0—\u00a0Автор a, CC BY 4.0; 3\u00a0—\u00a0Автор c, CC BY 4.0"
    )
    assert await calls(simulation) == 2
    assert await simulation.uploads() == 1


async def test_a_dead_address_is_not_tried_again(
    gallery: Gallery,
    bot: Bot,
    user: Person,
    catalogue: Catalogue,
    photos: PhotoServer,
    simulation: Simulation,
) -> None:
    photos.lost = {"b"}
    await gallery.send(bot, user.chat_id, found(catalogue, photos, *"ab"), "Подпись", "ru")
    before = await calls(simulation)
    visits = photos.visits["b"]
    photos.lost = set()
    await gallery.send(bot, user.chat_id, found(catalogue, photos, *"abc"), "Подпись", "ru")
    assert await calls(simulation) == before + 1
    assert photos.visits["b"] == visits
    (hit,) = found(catalogue, photos, "x", "b")[1:]
    assert gallery.usable(hit.photo) is None


@pytest.mark.parametrize(
    ("lost", "sent", "drawn"),
    [("bcd", 4, [2, 3, 4]), ("abcde", 5, [1, 2, 3, 4, 5])],
    ids=["the live ones stay", "after the fourth nothing is fetched"],
)
async def test_every_dead_address_is_named_and_becomes_a_card(
    gallery: Gallery,
    bot: Bot,
    user: Person,
    catalogue: Catalogue,
    photos: PhotoServer,
    simulation: Simulation,
    lost: str,
    sent: int,
    drawn: list[int],
) -> None:
    photos.lost = set(lost)
    await gallery.send(bot, user.chat_id, found(catalogue, photos, *"abcde"), "Подпись", "ru")
    shown = await user.wait_for_reply()
    assert await calls(simulation) == sent
    assert await cards(simulation, shown) == drawn
    # A drawn card has no credit.
    assert (shown[0].text == "Подпись") == (len(drawn) == len(shown))


async def test_a_lone_dead_address_is_a_card_after_one_retry(
    gallery: Gallery,
    bot: Bot,
    user: Person,
    catalogue: Catalogue,
    photos: PhotoServer,
    simulation: Simulation,
) -> None:
    photos.lost = {"a"}
    for tries in (2, 3):
        await gallery.send(bot, user.chat_id, found(catalogue, photos, "a"), "Подпись", "ru")
        (message,) = await user.wait_for_reply()
        assert await cards(simulation, [message]) == [1]
        assert message.text == "Подпись"
        assert await calls(simulation, "sendPhoto") == tries


async def test_where_telegram_names_no_picture_all_are_replaced(
    gallery: Gallery,
    bot: Bot,
    user: Person,
    catalogue: Catalogue,
    photos: PhotoServer,
    simulation: Simulation,
) -> None:
    text = "Bad Request: wrong file identifier/HTTP URL specified"
    await simulation.fail_next("sendMediaGroup", 400, description=text)
    await gallery.send(bot, user.chat_id, found(catalogue, photos, *"abc"), "Подпись", "ru")
    shown = await user.wait_for_reply()
    assert await cards(simulation, shown) == [1, 2, 3]
    assert shown[0].text == "Подпись"


async def test_a_file_id_that_is_refused_is_fetched_anew(
    gallery: Gallery,
    bot: Bot,
    user: Person,
    catalogue: Catalogue,
    photos: PhotoServer,
    simulation: Simulation,
) -> None:
    hits = found(catalogue, photos, *"abc")
    await gallery.send(bot, user.chat_id, hits, "Подпись", "ru")
    await user.wait_for_reply()
    text = 'Bad Request: failed to send message #2 with the error message "wrong file_id"'
    await simulation.fail_next("sendMediaGroup", 400, description=text)
    await gallery.send(bot, user.chat_id, hits, "Подпись", "ru")
    assert await cards(simulation, await user.wait_for_reply()) == []
    assert photos.visits == {"a": 1, "b": 2, "c": 1}


async def test_a_photo_on_disk_that_is_lost_is_fetched_where_it_has_an_address(
    gallery: Gallery,
    bot: Bot,
    user: Person,
    catalogue: Catalogue,
    photos: PhotoServer,
    simulation: Simulation,
    tmp_path: Path,
) -> None:
    place = catalogue.places[PLACES[0]]
    photo = Photo(place.id, path=tmp_path / "none.jpg", url=photos.address("a"), author="Ада")
    await gallery.send(bot, user.chat_id, [Hit(place, 1.0, photo, "name")], "Подпись", "en")
    (message,) = await user.wait_for_reply()
    assert message.text == "Подпись\n\n📷 Photo: Ада"
    assert photos.visits == {"a": 1}


async def test_what_telegram_has_is_told_with_its_credit(
    gallery: Gallery, bot: Bot, user: Person, catalogue: Catalogue, photos: PhotoServer
) -> None:
    photos.lost = {"b"}
    hits = found(catalogue, photos, *"ab")
    assert await gallery.known_pictures(bot.id, hits, "ru") == {}
    await gallery.send(bot, user.chat_id, hits, "Подпись", "ru")
    known = await gallery.known_pictures(bot.id, hits, "ru")
    credits = [known[hit.place.id].credit for hit in hits]
    assert [credit and credit.author for credit in credits] == ["Автор a", None]
