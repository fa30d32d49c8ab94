from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from bot.reloading import keep_up
from bot.services import Services, build_services
from bot.settings import Settings
from bot.store import Store
from inference import bundled
from inference.loading import load_models, start_engine

PLACE = "NEW,Обсерватория на холме,,architecture,architecture,Ярославль,57.6,39.8,\n"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    shutil.copytree(bundled.CATALOGUE, tmp_path / "catalogue")
    return Settings(
        data_dir=tmp_path / "data", catalogue=tmp_path / "catalogue", reload_seconds=0.05
    )


@pytest.fixture
async def services(settings: Settings) -> AsyncIterator[Services]:
    models = load_models(settings)
    store = await Store.open(settings.store_url)
    async with start_engine(settings, models) as engine:
        yield build_services(models.catalogue, engine, store, settings.limits, recognizable=54)
    await store.close()


@pytest.fixture
async def asked(services: Services, settings: Settings) -> AsyncIterator[asyncio.Event]:
    asked = asyncio.Event()
    task = asyncio.create_task(keep_up(services, settings, asked))
    await asyncio.sleep(0.2)
    yield asked
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(60):
        while not condition():  # noqa: ASYNC110 (it is no event)
            await asyncio.sleep(0.02)


def add_place(settings: Settings) -> None:
    with (settings.catalogue / "places.csv").open("a", encoding="utf-8") as file:
        file.write(PLACE)


@pytest.mark.usefixtures("asked")
async def test_a_new_place_is_found_without_a_restart(
    services: Services, settings: Settings
) -> None:
    assert not (await services.engine.search("обсерватория на холме")).hits
    add_place(settings)
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


async def test_asked_for_it_everything_is_loaded_again(
    services: Services, asked: asyncio.Event
) -> None:
    before = services.catalogue
    asked.set()
    await until(lambda: services.catalogue is not before)
