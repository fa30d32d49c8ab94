from __future__ import annotations

import asyncio
import logging

import pytest
from aiohttp import FormData, web
from pydantic import SecretStr

from inference.images import ImageError, Refusal
from inference.protocol import AwayError, BusyError
from inference.remote import Connection, RefusedKeyError, ServiceError
from inference.remote.errors import UnknownCityError
from tests.remote.conftest import Act, Clock, FakeService, connected, hang_up, problem, raw

KEY = "a-key-of-the-test"


async def ask(connection: Connection) -> bytes:
    return (await connection.post_json("/v1/search", {"query": "башня"})).body


async def test_the_key_is_shown_with_every_request(service: FakeService) -> None:
    async with connected(service, key=SecretStr(KEY)) as connection:
        await connection.get("/v1/status")
        await ask(connection)
    assert [asked.headers["X-API-Key"] for asked in service.asked] == [KEY, KEY]


async def test_a_redirect_is_not_followed_with_the_key(service: FakeService) -> None:
    async def elsewhere(_: web.Request) -> web.Response:
        raise web.HTTPFound(f"{service.url}/elsewhere")

    service.acts = [elsewhere]
    async with connected(service, key=SecretStr(KEY)) as connection:
        with pytest.raises(ServiceError, match="302"):
            await ask(connection)
    assert [asked.path for asked in service.asked] == ["/v1/search"]


@pytest.mark.parametrize(
    ("act", "expected"),
    [
        (problem(503, "busy"), BusyError),
        (problem(503, "starting"), AwayError),
        (raw(503, "<h1>proxy</h1>"), AwayError),
        (raw(502, "<h1>proxy</h1>"), AwayError),
        (problem(504, "timeout"), AwayError),
        (problem(401, "unauthorized"), RefusedKeyError),
        (problem(404, "unknown_city"), UnknownCityError),
        (problem(404, "not_found"), ServiceError),
        (problem(400, "bad_request"), ServiceError),
        (problem(500, "internal_error"), ServiceError),
        (problem(422, "nonsense"), ServiceError),
        (raw(404, "[]"), ServiceError),
        (hang_up, AwayError),
    ],
)
async def test_what_an_answer_means(
    service: FakeService, connection: Connection, act: Act, expected: type[Exception]
) -> None:
    service.acts = [act]
    with pytest.raises(expected):
        await ask(connection)
    # What has reached the service is never sent again.
    assert len(service.asked) == 1
    assert await ask(connection)


async def test_a_refused_photo_is_the_same_error_as_here(
    service: FakeService, connection: Connection
) -> None:
    service.acts = [problem(422, "animated", "It moves."), problem(413, "too_large", "Large.")]
    for code in (Refusal.ANIMATED, Refusal.TOO_LARGE):
        with pytest.raises(ImageError) as caught:
            await connection.post_form("/v1/classify", FormData)
        assert caught.value.code == code


async def test_an_answer_that_takes_too_long_is_not_asked_for_again(service: FakeService) -> None:
    gone = asyncio.Event()

    async def never(_: web.Request) -> web.Response:
        await gone.wait()
        return web.Response()

    service.acts = [never]
    async with connected(service, seconds=0.1) as connection:
        with pytest.raises(AwayError):
            await ask(connection)
    gone.set()
    assert len(service.asked) == 1


async def test_an_answer_that_breaks_off_is_not_asked_for_again(
    service: FakeService, connection: Connection
) -> None:
    async def break_off(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Length": "100"})
        await response.prepare(request)
        await response.write(b"[{")
        return await hang_up(request)

    service.acts = [break_off]
    with pytest.raises(AwayError):
        await ask(connection)
    assert len(service.asked) == 1


async def test_an_answer_without_end_is_not_kept(
    service: FakeService, connection: Connection
) -> None:
    async def endless(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        while True:
            await response.write(b" " * 1_000_000)

    service.acts = [endless]
    with pytest.raises(ServiceError, match="does not end"):
        await ask(connection)


async def test_a_refused_connection_is_tried_again(service: FakeService) -> None:
    await service.stop()
    pauses = []

    async def pause(seconds: float) -> None:
        pauses.append(seconds)
        await service.start()

    async with connected(service, sleep=pause) as connection:
        assert await ask(connection)
    assert len(pauses) == 1
    assert len(service.asked) == 1


async def test_a_form_is_made_anew_for_every_try(service: FakeService) -> None:
    await service.stop()

    async def pause(_: float) -> None:
        await service.start()

    def form() -> FormData:
        fields = FormData({"k": "5"})
        fields.add_field("photo", b"bytes", filename="0.jpg")
        return fields

    async with connected(service, sleep=pause) as connection:
        await connection.post_form("/v1/classify", form)
    assert (service.asked[0].fields, service.asked[0].files) == ({"k": "5"}, [b"bytes"])


async def test_one_who_is_away_is_tried_three_times_then_left_alone(
    service: FakeService, clock: Clock, connection: Connection
) -> None:
    await service.stop()
    for _ in range(3):
        with pytest.raises(AwayError, match="cannot be reached: Connection refused"):
            await ask(connection)
    await service.start()
    with pytest.raises(AwayError, match="a moment ago"):
        await ask(connection)
    assert not service.asked
    clock.now = 10
    assert await ask(connection)
    assert await ask(connection)


async def test_a_restart_in_the_middle_costs_the_answers_under_way(
    service: FakeService, connection: Connection
) -> None:
    arrived = asyncio.Event()

    async def wait(_: web.Request) -> web.Response:
        arrived.set()
        await asyncio.sleep(60)
        return web.Response()

    service.acts = [wait]
    question = asyncio.create_task(ask(connection))
    await arrived.wait()
    await service.stop()
    with pytest.raises(AwayError):
        await question
    assert not connection.reachable
    await service.start()
    assert await ask(connection)
    assert connection.reachable


async def test_the_log_tells_once_that_the_service_is_away_and_once_that_it_is_back(
    service: FakeService, connection: Connection, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "inference")
    service.acts = [problem(503, "starting", "Loading."), problem(503, "starting", "Loading.")]
    for _ in range(2):
        with pytest.raises(AwayError):
            await ask(connection)
    for _ in range(2):
        await ask(connection)
    away, back = (record.getMessage() for record in caplog.records)
    assert f"{service.url} is away (it answers 503: Loading)" in away
    assert "answers again" in back


async def test_a_password_in_the_address_is_never_shown() -> None:
    connection = Connection("http://me:secret@gpu:8000/inference/")
    assert connection.address == "http://gpu:8000/inference"
    await connection.close()


async def test_a_closing_slash_of_the_address_changes_nothing(service: FakeService) -> None:
    connection = Connection(f"{service.url}/")
    await ask(connection)
    await connection.close()
    assert service.asked[0].path == "/v1/search"
