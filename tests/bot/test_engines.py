from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from bot.engines import answering
from bot.services import Services
from bot.settings import Settings
from bot.store import Store
from inference import bundled
from inference.remote import RemoteEngine
from tests.remote.conftest import FakeService, place_object, search_object

PLACE = "NEW,Обсерватория на холме,,architecture,architecture,Ярославль,57.6,39.8,\n"


@pytest.fixture
async def service() -> AsyncIterator[FakeService]:
    service = FakeService()
    await service.start()
    yield service
    await service.stop()


@pytest.fixture
def settings(tmp_path: Path, service: FakeService) -> Settings:
    shutil.copytree(bundled.CATALOGUE, tmp_path / "catalogue")
    return Settings.model_validate(
        {
            "data_dir": tmp_path / "data",
            "catalogue": tmp_path / "catalogue",
            "model": tmp_path / "none",
            "inference_url": service.url,
            "reload_seconds": 0.05,
            "queue_size": 4,
        }
    )


@pytest.fixture
def asked() -> asyncio.Event:
    return asyncio.Event()


@pytest.fixture
async def services(settings: Settings, asked: asyncio.Event) -> AsyncIterator[Services]:
    store = await Store.open(settings.store_url)
    async with answering(settings, store, asked) as services:
        yield services
    await store.close()


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(60):
        while not condition():  # noqa: ASYNC110 (it is no event)
            await asyncio.sleep(0.02)


async def test_with_a_service_no_model_is_needed_here(services: Services) -> None:
    assert isinstance(services.engine, RemoteEngine)
    assert services.engine is services.remote
    assert services.recognizable == 2  # as the service says
    assert services.engine.queue_size == 4


async def test_with_a_service_a_changed_catalogue_is_taken_up_here(
    services: Services, settings: Settings, service: FakeService, asked: asyncio.Event
) -> None:
    with (settings.catalogue / "places.csv").open("a", encoding="utf-8") as file:
        file.write(PLACE)
    asked.set()
    await until(lambda: "NEW" in services.catalogue.places)
    service.found = search_object(
        hits=[place_object(0, score=1.0, why="name") | {"id": "NEW", "name": "Observatory"}]
    )
    (hit,) = (await services.engine.search("обсерватория")).hits
    assert hit.place is services.catalogue.places["NEW"]
    assert services.gallery.catalogue is services.catalogue
