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

PLACE = "NEW,Обсерватория на холме,,architecture,architecture,Ярославль,57.6,39.8,\n"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    shutil.copytree(bundled.CATALOGUE, tmp_path / "catalogue")
    return Settings(
        data_dir=tmp_path / "data", catalogue=tmp_path / "catalogue", reload_seconds=0.05
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


async def test_the_bot_speaks_of_what_has_been_taken_up(
    services: Services, settings: Settings, asked: asyncio.Event
) -> None:
    assert not (await services.engine.search("обсерватория на холме")).hits
    with (settings.catalogue / "places.csv").open("a", encoding="utf-8") as file:
        file.write(PLACE)
    asked.set()
    await until(lambda: "NEW" in services.catalogue.places)
    (hit, *_) = (await services.engine.search("обсерватория на холме")).hits
    assert hit.place.id == "NEW"
    assert services.gallery.catalogue is services.catalogue


async def test_a_damaged_catalogue_leaves_the_old_one_in_use(
    services: Services, settings: Settings, asked: asyncio.Event, caplog: pytest.LogCaptureFixture
) -> None:
    before = services.catalogue
    (settings.catalogue / "places.csv").write_text("id,name\n", encoding="utf-8")
    asked.set()
    await until(lambda: "not used" in caplog.text)
    assert services.catalogue is before
    assert (await services.engine.search("храм на крови")).hits
