from __future__ import annotations

import asyncio
import base64
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from inference.loading import Models
from inference.search.results import SearchResult
from inference.service.drawing_ahead import draw_ahead
from tests.service.conftest import Start
from tests.waiting import until


def kept(folder: Path) -> Callable[[], int]:
    return lambda: len(list((folder / "pictures").glob("*.jpg")))


async def test_pictures_are_drawn_while_nothing_is_asked(
    start: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with start() as running:
        drawing = asyncio.create_task(draw_ahead(running.service))
        answering = running.service.now()
        places = list(answering.catalogue.places.values())
        await until(lambda: kept(tmp_path)() == len(places))
        drawing.cancel()
        drawn = [await answering.pictures.encoded(place, "ru") for place in places]

    def refuse(*_: object) -> bytes:
        raise AssertionError("drawn again")

    monkeypatch.setattr("inference.service.pictures.card_jpeg", refuse)
    monkeypatch.setattr("inference.service.pictures.photo_jpeg", refuse)
    async with start() as running:  # a service that starts again
        pictures = running.service.now().pictures
        assert [await pictures.encoded(place, "ru") for place in places] == drawn
    assert all(base64.b64decode(json.loads(data)).startswith(b"\xff\xd8") for data in drawn)


async def test_nothing_is_drawn_while_a_request_is_answered(start: Start, tmp_path: Path) -> None:
    async with start() as running:
        running.service.metrics.idle.clear()
        drawing = asyncio.create_task(draw_ahead(running.service))
        for _ in range(20):
            await asyncio.sleep(0)
        assert kept(tmp_path)() == 0
        running.service.metrics.idle.set()
        await until(lambda: kept(tmp_path)() > 0)
        drawing.cancel()


async def test_another_catalogue_is_begun_anew(
    start: Start, tmp_path: Path, models: Models
) -> None:
    async with start() as running:
        drawing = asyncio.create_task(draw_ahead(running.service))
        count = len(models.catalogue.places)
        await until(lambda: kept(tmp_path)() == count)
        places = {i: replace(p, name=f"Новая {i}") for i, p in models.catalogue.places.items()}
        catalogue = replace(models.catalogue, places=places, photos={})
        running.service.take_up(replace(models, catalogue=catalogue))
        await until(lambda: kept(tmp_path)() == 2 * count)
        drawing.cancel()


async def test_a_request_that_is_answered_is_waited_for(
    start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with start() as running:
        idle, engine = running.service.metrics.idle, running.service.now().engine
        search, seen = engine.search, []

        async def watched(text: str, city: str | None = None, k: int = 5) -> SearchResult:
            seen.append(idle.is_set())
            return await search(text, city, k)

        monkeypatch.setattr(engine, "search", watched)
        assert idle.is_set()
        async with running.client.get("/v1/search?q=церковь") as response:
            assert response.status == 200
        await until(idle.is_set)
        assert seen == [False]
