"""Pictures for inline results, uploaded through the local Bot API to a chat nobody reads."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import pytest
from aiogram import Bot

from bot.gallery import Gallery
from bot.playground.simulation_client import Person, Simulation
from bot.settings import Settings
from bot.storage_chat import MAX_ASKED, PAUSE, StorageChat
from bot.store import Store
from bot.views.names import short_name
from inference import Catalogue, Hit
from inference.suggestions import best_known
from tests.waiting import until

# One a pause: few enough for a test to wait for, slow enough to tell the pace.
PACE = 0.3


@pytest.fixture
async def keeper(simulation: Simulation) -> Person:
    """The one who may look into the storage chat."""
    return await simulation.group(await simulation.user("ru"), "Хранилище")


@pytest.fixture
def gallery(catalogue: Catalogue, store: Store, settings: Settings) -> Gallery:
    return Gallery(catalogue, store, settings.limits)


@asynccontextmanager
async def uploading(
    gallery: Gallery, bot: Bot, chat_id: int, pause: float = PACE
) -> AsyncIterator[StorageChat]:
    storage = StorageChat(gallery, chat_id, pause)
    task = asyncio.create_task(storage.run(bot))
    try:
        yield storage
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def captions(keeper: Person, count: int) -> list[str]:
    """What the first `count` pictures in the storage chat show."""
    found: list[str] = []
    while len(found) < count:
        found += [message.text for message in await keeper.wait_for_reply()]
    return found[:count]


async def until_kept(gallery: Gallery, bot: Bot, hits: Sequence[Hit], language: str) -> None:
    """Until the file_ids of all these are known."""
    deadline = time.monotonic() + 10
    while len(await gallery.known_pictures(bot.id, hits, language)) < len(hits):
        assert time.monotonic() < deadline
        await asyncio.sleep(0.05)


def last(gallery: Gallery, count: int) -> list[Hit]:
    """Places that nobody would upload by themselves."""
    return [gallery.hit(place) for place in best_known(gallery.catalogue)[-count:]]


async def test_the_best_known_places_are_uploaded_from_the_start(
    gallery: Gallery, bot: Bot, keeper: Person
) -> None:
    async with uploading(gallery, bot, keeper.chat_id):
        shown = await captions(keeper, 3)
    assert shown == [short_name(p, "ru") for p in best_known(gallery.catalogue)[:3]]


async def test_what_inline_answers_lacked_goes_before_the_best_known(
    gallery: Gallery, bot: Bot, keeper: Person
) -> None:
    asked = last(gallery, 2)
    async with uploading(gallery, bot, keeper.chat_id) as storage:
        await captions(keeper, 1)
        storage.ask(asked, "en")
        await until_kept(gallery, bot, asked, "en")
    # Besides these only what was under way, or between two, when they were asked for.
    assert len([m for m in await keeper.messages() if m.photo]) <= 4


async def test_the_first_of_those_asked_for_comes_first(
    gallery: Gallery, bot: Bot, keeper: Person
) -> None:
    asked = last(gallery, 3)
    storage = StorageChat(gallery, keeper.chat_id, PACE)
    storage.ask(asked, "ru")
    task = asyncio.create_task(storage.run(bot))
    shown = await captions(keeper, 3)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert shown == [short_name(hit.place, "ru") for hit in asked]


async def test_everybodys_first_results_come_before_anybodys_second(
    gallery: Gallery, bot: Bot, keeper: Person
) -> None:
    older, newer = last(gallery, 8)[:4], last(gallery, 4)
    storage = StorageChat(gallery, keeper.chat_id, 0.05)
    storage.ask(older, "ru")
    storage.ask(newer, "ru")
    task = asyncio.create_task(storage.run(bot))
    shown = await captions(keeper, 4)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    first = (newer[0], older[0], newer[1], older[1])
    assert shown == [short_name(hit.place, "ru") for hit in first]


def test_of_too_many_the_least_urgent_are_left(gallery: Gallery) -> None:
    storage = StorageChat(gallery, -1)
    hits = [gallery.hit(place) for place in gallery.catalogue.places.values()]
    storage.ask(hits[:MAX_ASKED], "ru")
    storage.ask(hits[MAX_ASKED:], "ru")
    urgent = [storage._most_urgent() for _ in range(MAX_ASKED)]
    assert storage._most_urgent() is None
    kept = {job[0].place.id for job in urgent if job}
    assert kept >= {hits[0].place.id, hits[MAX_ASKED].place.id}
    assert kept.isdisjoint({hits[MAX_ASKED - 1].place.id, hits[-1].place.id})


async def test_a_picture_is_uploaded_once_however_often_it_is_asked_for(
    gallery: Gallery, bot: Bot, keeper: Person, simulation: Simulation, catalogue: Catalogue
) -> None:
    gallery.catalogue = small(catalogue, 2)
    async with uploading(gallery, bot, keeper.chat_id, 0.05) as storage:
        for _ in range(3):
            storage.ask([gallery.hit(p) for p in gallery.catalogue.places.values()], "ru")
            await asyncio.sleep(0.7)
    # Each of the two has a card in each of the two languages.
    assert await simulation.uploads() == 4


async def test_a_restart_uploads_nothing_again(
    gallery: Gallery, bot: Bot, keeper: Person, simulation: Simulation, catalogue: Catalogue
) -> None:
    gallery.catalogue = small(catalogue, 1)
    for _ in range(2):
        async with uploading(gallery, bot, keeper.chat_id, 0.05):
            await asyncio.sleep(1)
    assert await simulation.uploads() == 2


async def test_the_pace_is_kept(gallery: Gallery, bot: Bot, keeper: Person) -> None:
    async with uploading(gallery, bot, keeper.chat_id):
        started = time.monotonic()
        await captions(keeper, 4)
    assert time.monotonic() - started >= 3 * PACE


def test_the_pace_stays_under_a_groups_limit() -> None:
    assert 60 / PAUSE < 20


async def test_an_answer_does_not_wait_for_an_upload_of_the_same_picture(
    gallery: Gallery, bot: Bot, keeper: Person, simulation: Simulation
) -> None:
    user = await simulation.user("ru")
    await user.send_text("/start")
    place = best_known(gallery.catalogue)[0]
    await simulation.fail_next("sendPhoto", 200, delay=5)
    async with uploading(gallery, bot, keeper.chat_id):
        await until_called(simulation)
        started = time.monotonic()
        await gallery.send(bot, user.chat_id, [gallery.hit(place)], "Подпись", "ru")
    assert time.monotonic() - started < 3


async def test_a_refusing_chat_is_told_once_and_uploads_rest(
    gallery: Gallery, bot: Bot, simulation: Simulation, caplog: pytest.LogCaptureFixture
) -> None:
    async with uploading(gallery, bot, -100123, 0.05) as storage:
        await until(lambda: storage.refused)
        await asyncio.sleep(0.3)
    assert caplog.text.count("add the bot there as an administrator") == 1
    assert (await simulation.stats())["calls"]["sendPhoto"] == 1


async def test_a_chat_that_moved_is_followed(
    gallery: Gallery,
    bot: Bot,
    simulation: Simulation,
    caplog: pytest.LogCaptureFixture,
) -> None:
    group = await simulation.group(await simulation.user("ru"), "Хранилище", kind="group")
    moved = await group.migrate()
    async with uploading(gallery, bot, group.chat_id, 0.05):
        assert await captions(moved, 1)
    assert f"STORAGE_CHAT={moved.chat_id}" in caplog.text


async def test_a_changed_catalogue_is_uploaded_as_well(
    gallery: Gallery, bot: Bot, keeper: Person, catalogue: Catalogue
) -> None:
    first, second = best_known(catalogue)[:2]
    gallery.catalogue = small(catalogue, 1)
    async with uploading(gallery, bot, keeper.chat_id, 0.05) as storage:
        await captions(keeper, 2)
        gallery.catalogue = small(catalogue, 2)
        storage.ask([gallery.hit(first)], "ru")  # wakes it before its minute is over
        await until_kept(gallery, bot, [gallery.hit(second)], "en")


def small(catalogue: Catalogue, count: int) -> Catalogue:
    """The best known places and no others."""
    places = {place.id: place for place in best_known(catalogue)[:count]}
    return Catalogue(places, catalogue.categories, catalogue.cities)


async def until_called(simulation: Simulation) -> None:
    """Until the first picture is under way."""
    deadline = time.monotonic() + 5
    while not (await simulation.stats())["calls"].get("sendPhoto"):
        assert time.monotonic() < deadline
        await asyncio.sleep(0.05)
