"""The bot with INFERENCE_URL: it asks a service over HTTP, and gets along when that is away."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientSession
from pydantic import SecretStr

from bot.app import build_bot
from bot.engines import answering
from bot.playground import PLAYGROUND_TOKEN
from bot.playground.simulation_client import Person, Seen, Simulation
from bot.services import Services
from bot.settings import Settings
from bot.store import Store
from bot.updates.webhook import listen
from inference.engine import Engine
from inference.loading import Models, load_catalogue
from inference.recognizer import Recognizer
from inference.search import Searcher
from inference.service.serving import listening
from inference.service.settings import ServeSettings
from inference.service.state import Service
from tests.integration.polled import polled
from tests.integration.test_processes import free_port
from tests.pictures import jpeg, summer_palace, taken_at
from tests.remote.conftest import FakeService, photo_object, place_object, problem, search_object

KEY = "a-key-of-the-test"
AWAY = "ненадолго отключились"


@asynccontextmanager
async def serving(
    folder: Path, recognizer: Recognizer, searcher: Searcher, port: int = 0
) -> AsyncIterator[int]:
    """The real service; gives its port."""
    settings = ServeSettings(data_dir=folder, serve_port=port, api_key=SecretStr(KEY))
    service = Service(settings)
    catalogue = load_catalogue(settings)
    engine = Engine(recognizer, searcher, settings.limits)
    async with listening(service) as bound:
        service.start(engine, Models(catalogue, recognizer, searcher))
        yield bound


def settings_of(folder: Path, port: int) -> Settings:
    return Settings.model_validate(
        {
            "data_dir": folder,
            "queue_size": 8,
            "inference_url": f"http://127.0.0.1:{port}",
            "api_key": KEY,
        }
    )


def bot(simulation: Simulation, settings: Settings) -> AbstractAsyncContextManager[Services]:
    return polled(simulation, settings, lambda store: answering(settings, store, asyncio.Event()))


@pytest.fixture
async def fake() -> AsyncIterator[FakeService]:
    service = FakeService()
    await service.start()
    yield service
    await service.stop()


def bot_of(
    simulation: Simulation, folder: Path, fake: FakeService
) -> AbstractAsyncContextManager[Services]:
    return bot(simulation, settings_of(folder, int(fake.url.rpartition(":")[2])))


async def ask(person: Person, text: str) -> list[Seen]:
    await person.send_text(text)
    return await person.wait_for_reply(20)


async def show(person: Person, photo: bytes) -> Seen:
    await person.send_photo(photo)
    return (await person.wait_for_reply(20))[-1]


async def test_photos_and_words_are_answered_as_in_one_process(
    simulation: Simulation, tmp_path: Path, recognizer: Recognizer, searcher: Searcher
) -> None:
    async with (
        serving(tmp_path, recognizer, searcher) as port,
        bot(simulation, settings_of(tmp_path, port)) as services,
    ):
        person = await simulation.user("ru")
        assert "Летний дворец\nПекин" in (await show(person, summer_palace().read_bytes())).text
        album = await ask(person, "Храм на Крови")
        assert len(album) == 5
        assert "Храм на Крови" in album[0].text
        (buttons,) = await person.wait_for_reply()
        assert buttons.buttons
        assert services.engine.model_version == recognizer.version
        assert "из них по фото узнаю 54" in (await ask(person, "/help"))[0].text
        found = await services.engine.search("музей", k=50)
        assert found == searcher.search("музей", k=50)


async def test_an_album_is_one_question_in_the_city_of_its_caption(
    simulation: Simulation, tmp_path: Path, recognizer: Recognizer, searcher: Searcher
) -> None:
    async with (
        serving(tmp_path, recognizer, searcher) as port,
        bot(simulation, settings_of(tmp_path, port)),
    ):
        person = await simulation.user("ru")
        palace = summer_palace().read_bytes()
        await person.send_album([palace, palace], caption="это в Пекине")
        (reply,) = await person.wait_for_reply(20)
        assert "Летний дворец" in reply.text
        assert "Пекин" in reply.text


async def test_a_service_that_comes_back_is_asked_again(
    simulation: Simulation, tmp_path: Path, recognizer: Recognizer, searcher: Searcher
) -> None:
    async with AsyncExitStack() as stack:
        first = await stack.enter_async_context(AsyncExitStack())
        port = await first.enter_async_context(serving(tmp_path, recognizer, searcher))
        await stack.enter_async_context(bot(simulation, settings_of(tmp_path, port)))
        person = await simulation.user("ru")
        assert "Летний дворец" in (await show(person, summer_palace().read_bytes())).text
        await first.aclose()
        assert AWAY in (await ask(person, "Храм на Крови"))[0].text
        await stack.enter_async_context(serving(tmp_path, recognizer, searcher, port))
        assert len(await ask(person, "Храм на Крови")) == 5


async def test_while_the_service_is_away_people_are_told_so(
    simulation: Simulation, tmp_path: Path, fake: FakeService
) -> None:
    await fake.stop()
    async with bot_of(simulation, tmp_path, fake) as services:
        russian, english = await simulation.user("ru"), await simulation.user("en")
        assert AWAY in (await show(russian, jpeg())).text
        assert "unavailable for a moment" in (await ask(english, "tower"))[0].text
        inline = await english.inline("tower")
        assert inline.results == []
        assert inline.button is not None
        assert "unavailable for a moment" in inline.button["text"]
        told = (await ask(russian, "/help"))[0].text
        assert "Я знаю 431 место в 25 городах." in told
        assert (await ask(russian, "/start"))[0].text
        assert services.recognizable is None


async def test_a_tap_is_told_as_well(
    simulation: Simulation, tmp_path: Path, fake: FakeService
) -> None:
    catalogue = load_catalogue(Settings())
    hits = [
        {**place_object(0), "id": place.id, "score": 0.9, "why": "meaning"}
        for place in [*catalogue.places.values()][:7]
    ]
    fake.found = search_object(hits=hits)
    async with bot_of(simulation, tmp_path, fake):
        person = await simulation.user("ru")
        await ask(person, "башня")
        (buttons,) = await person.wait_for_reply()
        await fake.stop()
        told = await person.press(buttons, "Ещё →")
        assert told is not None
        assert AWAY in told["text"]


async def test_a_photo_that_only_the_service_refuses_is_refused(
    simulation: Simulation, tmp_path: Path, fake: FakeService
) -> None:
    async with bot_of(simulation, tmp_path, fake):
        person = await simulation.user("ru")
        fake.acts = [problem(422, "animated")]
        assert "анимац" in (await show(person, jpeg())).text.lower()


async def test_a_busy_service_is_told_as_a_busy_bot(
    simulation: Simulation, tmp_path: Path, fake: FakeService
) -> None:
    async with bot_of(simulation, tmp_path, fake):
        person = await simulation.user("ru")
        fake.acts = [problem(503, "busy")]
        assert "слишком много запросов" in (await show(person, jpeg())).text


async def test_a_place_that_only_the_service_knows_is_shown(
    simulation: Simulation, tmp_path: Path, fake: FakeService
) -> None:
    strange: dict[str, Any] = {
        "id": "Q1",
        "name": "Маяк",
        "city": "Гамма",
        "lat": 59.5,
        "lon": 30.25,
    }
    strange["category"] = "light_houses"
    fake.photo = photo_object(places=[{**strange, "probability": 1.0}])
    fake.found = search_object(hits=[{**strange, "score": 1.0, "why": "name"}])
    async with bot_of(simulation, tmp_path, fake):
        person = await simulation.user("ru")
        assert "Маяк\nГамма · light houses" in (await show(person, jpeg())).text
        (found,) = await ask(person, "маяк")
        assert "Маяк" in found.text
        assert found.photo


async def test_where_a_photo_was_taken_decides_here_and_is_not_sent(
    simulation: Simulation, tmp_path: Path, fake: FakeService
) -> None:
    async with bot_of(simulation, tmp_path, fake):
        person = await simulation.user("ru")
        await person.send_document(taken_at(56.129, 40.406), "IMG.JPG", "image/jpeg")
        assert "Владимир" in (await person.wait_for_reply())[0].text
    (asked,) = fake.questions()
    assert asked.fields["city"] == "Владимир"
    assert b"Exif" not in asked.files[0]


async def test_the_webhook_server_tells_whether_the_service_answers(
    simulation: Simulation, tmp_path: Path, fake: FakeService
) -> None:
    await fake.stop()
    port = free_port()
    settings = settings_of(tmp_path, int(fake.url.rpartition(":")[2])).model_copy(
        update={"webhook_port": port}
    )
    settings = Settings.model_validate(
        {**settings.model_dump(), "webhook_url": f"http://127.0.0.1:{port}/telegram"}
    )
    api = build_bot(PLAYGROUND_TOKEN, simulation.url)
    store = await Store.open(settings.store_url)
    stop = asyncio.Event()
    async with answering(settings, store, asyncio.Event()) as services, ClientSession() as http:
        task = asyncio.create_task(listen(api, services, settings, stop))

        async def ready() -> str:
            async with http.get(f"http://127.0.0.1:{port}/readyz") as response:
                return await response.text() if response.status == 200 else ""

        async with asyncio.timeout(20):
            while True:
                try:
                    if await ready():
                        break
                except OSError:
                    pass
                await asyncio.sleep(0.05)
        assert await ready() == "ready\nthe inference service is away\n"
        await fake.start()
        await services.engine.search("башня")
        assert await ready() == "ready\nthe inference service answers\n"
        stop.set()
        await task
    await store.close()
    await api.session.close()


async def start(folder: Path, **settings: object) -> Process:
    """The bot as its owner starts it; it tells on stderr all that it imports."""
    known = {name.upper() for name in Settings.model_fields}
    environment = {name: value for name, value in os.environ.items() if name not in known}
    environment |= {name: str(value) for name, value in settings.items()}
    return await asyncio.create_subprocess_exec(
        *(sys.executable, "-X", "importtime", "-m", "bot"),
        cwd=folder,
        env=environment,
        stderr=PIPE,
    )


async def test_a_bot_with_a_service_imports_no_models(
    simulation: Simulation, tmp_path: Path, recognizer: Recognizer, searcher: Searcher
) -> None:
    async with serving(tmp_path, recognizer, searcher) as port:
        process = await start(
            tmp_path,
            BOT_TOKEN=PLAYGROUND_TOKEN,
            BOT_API_URL=simulation.url,
            INFERENCE_URL=f"http://127.0.0.1:{port}",
            API_KEY=KEY,
        )
        assert process.stderr is not None
        reading = asyncio.create_task(process.stderr.read())
        try:
            await simulation.wait_until_connected(60)
            person = await simulation.user("ru")
            photo = await show(person, summer_palace().read_bytes())
            album = await ask(person, "Храм на Крови")
        finally:
            process.send_signal(signal.SIGTERM)
            await process.wait()
        said = (await reading).decode()
    imported = {line.rpartition("|")[2].strip() for line in said.splitlines() if "|" in line}
    assert "Летний дворец" in photo.text
    assert len(album) == 5
    assert "inference.remote.engine" in imported
    assert not imported & {"torch", "torchvision", "faiss", "transformers", "openvino"}


async def test_a_key_that_the_service_does_not_take_is_one_sentence(
    tmp_path: Path, recognizer: Recognizer, searcher: Searcher
) -> None:
    async with serving(tmp_path, recognizer, searcher) as port:
        process = await start(
            tmp_path,
            BOT_TOKEN=PLAYGROUND_TOKEN,
            INFERENCE_URL=f"http://127.0.0.1:{port}",
            API_KEY="another-key",
        )
        assert process.stderr is not None
        said = (await process.stderr.read()).decode().splitlines()
        assert await process.wait() == 1
    (sentence,) = [line for line in said if not line.startswith("import time:")]
    assert sentence.startswith(f"The inference service at http://127.0.0.1:{port} does not take")
    assert "another-key" not in sentence
