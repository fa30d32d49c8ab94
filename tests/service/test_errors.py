from __future__ import annotations

import asyncio
import logging
from typing import Any

import pytest
from aiohttp import ClientResponse

from inference.engine import PhotoModel
from inference.loading import Models
from tests.models import jpeg_of
from tests.service.conftest import Running, Start
from tests.service.gated import GatedModel
from tests.waiting import until

JPEG = {"Content-Type": "image/jpeg"}


@pytest.fixture
def gated(models: Models) -> GatedModel:
    return GatedModel(models.recognizer)


@pytest.fixture
def photo_model(gated: GatedModel) -> PhotoModel:
    return gated


async def told(response: ClientResponse) -> tuple[int, str]:
    document = await response.json(content_type="application/problem+json")
    assert set(document) == {"type", "title", "status", "detail", "code"}
    assert document["status"] == response.status
    return response.status, document["code"]


def ask(running: Running) -> asyncio.Task[Any]:
    async def classify() -> Any:
        async with running.client.post(
            "/v1/classify", data=jpeg_of(0, 1), headers=JPEG
        ) as response:
            return response.status, await response.json(content_type=None)

    return asyncio.create_task(classify())


async def test_an_address_that_is_not_there_and_a_wrong_method_are_problems(
    running: Running,
) -> None:
    async with running.client.get("/nothing") as response:
        assert await told(response) == (404, "not_found")
    async with running.client.get("/page/nothing.js") as response:
        assert await told(response) == (404, "not_found")
    async with running.client.delete("/v1/search") as response:
        assert await told(response) == (405, "method_not_allowed")
        assert set(response.headers["Allow"].split(",")) >= {"GET", "POST"}


@pytest.mark.parametrize("path", ["/v1/cities", "/v1/search?q=x", "/v1/places/a-tower", "/readyz"])
async def test_until_the_models_are_loaded_it_says_that_it_is_starting(
    start: Start, path: str
) -> None:
    async with start(loaded=False) as running:
        async with running.client.get(path) as response:
            assert await told(response) == (503, "starting")
            assert int(response.headers["Retry-After"]) >= 1
        async with running.client.post("/v1/classify", data=b"x", headers=JPEG) as response:
            assert await told(response) == (503, "starting")
        async with running.client.get("/healthz") as response:
            assert response.status == 200
        async with running.client.get("/metrics") as response:
            assert response.status == 200


async def test_when_too_many_wait_the_next_is_told_so(start: Start, gated: GatedModel) -> None:
    async with start(queue_size=2) as running:
        waiting = [ask(running) for _ in range(2)]
        engine = running.service.now().engine
        await until(lambda: gated.at_gate and engine.queued <= 1)
        await asyncio.sleep(0)
        refused = [await ask(running) for _ in range(3)]
        gated.gate.set()
        assert [status for status, _ in await asyncio.gather(*waiting)] == [200, 200]
        assert {(status, problem["code"]) for status, problem in refused} == {(503, "busy")}
        assert b"orientir_refused_total 3.0" in running.service.metrics.text()
        async with running.client.get("/readyz") as response:
            assert response.status == 200


async def test_a_client_that_goes_takes_its_photo_with_it(start: Start, gated: GatedModel) -> None:
    async with start() as running:
        first = ask(running)
        await until(lambda: gated.at_gate)
        gone = ask(running)
        engine = running.service.now().engine
        await until(lambda: engine.queued == 1)
        gone.cancel()
        await until(lambda: b'status="499"' in running.service.metrics.text())
        gated.gate.set()
        assert (await first)[0] == 200
        assert (await ask(running))[0] == 200
        assert gated.answered == 2
        assert running.service.bodies.taken == 0


async def test_an_answer_that_takes_too_long_is_a_timeout(start: Start, gated: GatedModel) -> None:
    async with start(request_seconds=0.2) as running:
        status, problem = await ask(running)
        assert (status, problem["code"]) == (504, "timeout")
        gated.gate.set()


async def test_what_nobody_expected_is_logged_and_not_told(
    start: Start, gated: GatedModel, caplog: pytest.LogCaptureFixture
) -> None:
    gated.fails = True
    gated.gate.set()
    async with start() as running:
        with caplog.at_level(logging.ERROR, "inference.service"):
            status, problem = await ask(running)
    assert (status, problem["code"]) == (500, "internal_error")
    assert "secret" not in str(problem)
    errors = [record for record in caplog.records if record.name == "inference.service.errors"]
    assert len(errors) == 1
    assert errors[0].exc_info is not None


KEY = "the-key"


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"X-API-Key": "another"},
        {"X-API-Key": "кл".encode().decode("latin-1")},
        {"Authorization": f"Basic {KEY}"},
        {"Authorization": "Bearer"},
    ],
)
async def test_without_the_key_nothing_is_answered(start: Start, headers: dict[str, str]) -> None:
    async with start(api_key=KEY) as running:
        for path in ("/v1/cities", "/v1/status", "/metrics", "/nothing"):
            async with running.client.get(path, headers=headers) as response:
                assert await told(response) == (401, "unauthorized")
        async with running.client.post("/search/by_text", headers=headers) as response:
            assert await told(response) == (401, "unauthorized")


async def test_with_the_key_and_where_none_is_needed_it_answers(start: Start) -> None:
    async with start(api_key=KEY) as running:
        for headers in ({"X-API-Key": KEY}, {"Authorization": f"Bearer {KEY}"}):
            async with running.client.get("/v1/cities", headers=headers) as response:
                assert response.status == 200
        for path in ("/healthz", "/readyz", "/", "/docs", "/openapi.json", "/page/app.js"):
            async with running.client.get(path) as response:
                assert response.status == 200
