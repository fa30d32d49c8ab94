from __future__ import annotations

import asyncio
import io
import logging

import pytest
from aiohttp import web
from PIL import Image

from inference.catalogue import Catalogue
from inference.images import ImageError, ImageLimits, Refusal
from inference.protocol import AwayError, BusyError, ClosedError, Inference
from inference.remote import Connection, RefusedKeyError, RemoteEngine, Status
from tests.models import PLACES, jpeg_of, small_catalogue
from tests.pictures import jpeg, taken_at
from tests.remote.conftest import (
    MODEL,
    Clock,
    FakeService,
    at_once,
    photo_object,
    place_object,
    problem,
    search_object,
)


async def until(condition: asyncio.Event) -> None:
    async with asyncio.timeout(10):
        await condition.wait()


def test_it_is_an_engine_for_programs(engine: RemoteEngine) -> None:
    inference: Inference = engine
    assert inference is engine


async def test_a_photo_is_recognised_by_the_service(
    service: FakeService, engine: RemoteEngine
) -> None:
    recognition = await engine.recognize(jpeg_of(0, 1), "Альфа", k=2)
    assert [guess.place for guess in recognition.places] == [PLACES[0], PLACES[1]]
    (asked,) = service.questions()
    assert asked.path == "/v1/classify"
    assert asked.fields == {"together": "true", "k": "2", "lang": "ru", "city": "Альфа"}


async def test_photos_of_one_place_are_sent_together(
    service: FakeService, engine: RemoteEngine
) -> None:
    files = [jpeg_of(0, seed) for seed in range(3)]
    views = [await engine.view(data) for data in files]
    assert not service.asked
    await engine.recognize_views(views)
    (asked,) = service.asked
    assert asked.files == files
    assert "city" not in asked.fields


async def test_where_a_photo_was_taken_is_not_told(
    service: FakeService, engine: RemoteEngine
) -> None:
    view = await engine.view(taken_at(55.75, 37.62), with_position=True)
    assert view.position == pytest.approx((55.75, 37.62), abs=1e-3)
    await engine.recognize_views([view])
    with Image.open(io.BytesIO(service.asked[0].files[0])) as image:
        assert not image.getexif()
    assert "55" not in str(service.asked[0].fields)


async def test_a_bad_photo_is_refused_here(service: FakeService, engine: RemoteEngine) -> None:
    for ask in (engine.recognize, engine.view):
        with pytest.raises(ImageError) as caught:
            await ask(b"words")
        assert caught.value.code == Refusal.UNSUPPORTED_FORMAT
    assert not service.asked


async def test_the_limits_are_those_given(small: Catalogue, connection: Connection) -> None:
    async with RemoteEngine(connection, small, ImageLimits(max_bytes=100)) as engine:
        with pytest.raises(ImageError) as caught:
            await engine.recognize(jpeg())
    assert caught.value.code == Refusal.TOO_LARGE


async def test_words_are_searched_by_the_service(
    service: FakeService, engine: RemoteEngine
) -> None:
    result = await engine.search("башня", "Альфа", k=50)
    assert [hit.place for hit in result.hits] == [PLACES[0]]
    (asked,) = service.asked
    assert asked.path == "/v1/search"
    assert asked.fields == {"query": "башня", "city": "Альфа", "k": 50}


async def test_the_city_that_words_name_is_the_one_that_a_search_uses(
    service: FakeService, engine: RemoteEngine
) -> None:
    service.found = search_object(city="Бета")
    assert await engine.understood_city("башни Беты") == "Бета"
    assert service.asked[0].fields["city"] is None


async def test_in_a_city_that_only_this_catalogue_has_nothing_is_found(
    service: FakeService, engine: RemoteEngine
) -> None:
    service.acts = [problem(404, "unknown_city")]
    result = await engine.search("башня", "Гамма")
    assert (result.city, result.hits) == ("Гамма", ())


@pytest.mark.parametrize("known", [True, False])
async def test_in_a_city_that_only_this_catalogue_has_a_photo_shows_what_lies_elsewhere(
    service: FakeService, engine: RemoteEngine, known: bool
) -> None:
    service.acts = [problem(404, "unknown_city")]
    service.photo = photo_object(known=known)
    recognition = await engine.recognize(jpeg_of(0, 1), "Гамма")
    assert (recognition.known, recognition.places) == (False, ())
    assert len(recognition.categories) == 1
    elsewhere = recognition.elsewhere
    assert (elsewhere.place if elsewhere else None) == (PLACES[0] if known else None)


async def test_another_catalogue_names_the_places_from_then_on(
    service: FakeService, engine: RemoteEngine
) -> None:
    engine.catalogue = small_catalogue(PLACES[1:])
    service.photo = photo_object(places=[place_object(0, probability=1.0)])
    (guess,) = (await engine.recognize(jpeg_of(0, 1))).places
    assert guess.place is not PLACES[0]
    assert guess.place == PLACES[0]


async def test_the_service_tells_what_it_is(small: Catalogue, connection: Connection) -> None:
    told: list[Status] = []
    async with RemoteEngine(connection, small, queue_size=64, told=told.append) as engine:
        assert [status.recognizable for status in told] == [2]
        assert (engine.model_version, engine.queue_size, engine.queued) == (MODEL, 8, 0)
        assert engine.reachable


async def test_no_more_wait_here_than_may(small: Catalogue, connection: Connection) -> None:
    async with RemoteEngine(connection, small, queue_size=5) as engine:
        assert engine.queue_size == 5


async def test_another_model_is_noticed_by_its_first_answer(
    service: FakeService, small: Catalogue, connection: Connection
) -> None:
    told: list[Status] = []
    twice = asyncio.Event()

    def note(status: Status) -> None:
        told.append(status)
        if len(told) == 2:
            twice.set()

    async with RemoteEngine(connection, small, told=note) as engine:
        service.status |= {"model": "model-2", "recognizable": 3}
        await engine.recognize(jpeg_of(0, 1))
        assert engine.model_version == "model-2"
        await until(twice)
    assert told[1].recognizable == 3


async def test_a_service_that_is_away_at_the_start_is_waited_for(
    service: FakeService,
    small: Catalogue,
    clock: Clock,
    connection: Connection,
    caplog: pytest.LogCaptureFixture,
) -> None:
    await service.stop()
    told = asyncio.Event()
    engine = RemoteEngine(connection, small, queue_size=6, told=lambda _: told.set())
    async with engine:
        assert "is away" in caplog.text
        assert (engine.model_version, engine.queue_size, engine.reachable) == ("", 6, False)
        with pytest.raises(AwayError):
            await engine.recognize(jpeg_of(0, 1))
        await service.start()
        assert await engine.recognize(jpeg_of(0, 1))
        assert engine.model_version == MODEL
        await until(told)
    assert engine.reachable


async def test_a_service_that_is_starting_is_waited_for(
    service: FakeService, small: Catalogue, connection: Connection
) -> None:
    service.acts = [problem(503, "starting")]
    async with RemoteEngine(connection, small) as engine:
        assert await engine.search("башня")


async def test_a_key_that_is_not_taken_is_one_sentence_for_the_owner(
    service: FakeService,
    small: Catalogue,
    connection: Connection,
    caplog: pytest.LogCaptureFixture,
) -> None:
    service.acts = [problem(401, "unauthorized")]
    with pytest.raises(RefusedKeyError, match=r"^The inference service at .* API_KEY: set the "):
        await RemoteEngine(connection, small).__aenter__()
    assert not caplog.records


async def test_a_key_that_is_no_longer_taken_is_told_in_the_log(
    service: FakeService, engine: RemoteEngine, caplog: pytest.LogCaptureFixture
) -> None:
    service.acts = [problem(401, "unauthorized")]
    with pytest.raises(AwayError):
        await engine.search("башня")
    assert "does not take API_KEY" in caplog.text


async def test_another_program_at_the_address_is_told_in_the_log(
    service: FakeService,
    small: Catalogue,
    connection: Connection,
    caplog: pytest.LogCaptureFixture,
) -> None:
    service.acts = [problem(404, "not_found")]
    async with RemoteEngine(connection, small):
        assert "tells no status" in caplog.text


async def test_when_as_many_wait_as_may_one_more_is_told_at_once(
    service: FakeService, small: Catalogue, connection: Connection
) -> None:
    arrived, go_on = asyncio.Event(), asyncio.Event()

    async def wait(_: web.Request) -> web.Response:
        arrived.set()
        await go_on.wait()
        return web.json_response([service.found])

    async with RemoteEngine(connection, small, queue_size=1) as engine:
        service.acts = [wait]
        first = asyncio.create_task(engine.search("башня"))
        await until(arrived)
        with pytest.raises(BusyError):
            await engine.search("башня")
        go_on.set()
        assert (await first).hits


async def test_closing_waits_for_answers_and_takes_no_more(
    service: FakeService, small: Catalogue
) -> None:
    arrived, go_on = asyncio.Event(), asyncio.Event()

    async def wait(_: web.Request) -> web.Response:
        arrived.set()
        await go_on.wait()
        return web.json_response([service.found])

    engine = RemoteEngine(Connection(service.url, sleep=at_once), small)
    service.acts = [wait]
    under_way = asyncio.create_task(engine.search("башня"))
    await until(arrived)
    closing = asyncio.create_task(engine.close())
    await asyncio.sleep(0)
    with pytest.raises(ClosedError):
        await engine.search("башня")
    go_on.set()
    await closing
    assert (await under_way).hits


async def test_a_caller_who_has_gone_takes_the_question_along(
    service: FakeService, engine: RemoteEngine
) -> None:
    arrived, gone = asyncio.Event(), asyncio.Event()

    async def wait(_: web.Request) -> web.Response:
        arrived.set()
        try:
            await asyncio.sleep(60)
        except asyncio.CancelledError:
            gone.set()
            raise
        return web.Response()

    service.acts = [wait]
    question = asyncio.create_task(engine.search("башня"))
    await until(arrived)
    question.cancel()
    await until(gone)
    assert (await engine.search("башня")).hits


async def test_the_log_says_what_the_service_is(
    small: Catalogue, connection: Connection, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "inference")
    async with RemoteEngine(connection, small):
        assert f"has model {MODEL}: 3 places, 2 by their photos" in caplog.text
