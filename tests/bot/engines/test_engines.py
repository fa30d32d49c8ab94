from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.services import Services
from bot.settings import Settings
from inference import bundled
from inference.remote import RemoteEngine
from tests.bot.engines.conftest import PLACE
from tests.remote.conftest import FakeService, place_object, search_object
from tests.waiting import until


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
