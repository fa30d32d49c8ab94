from __future__ import annotations

import asyncio
import shutil
from pathlib import Path

import pytest

from bot.services import Services
from bot.settings import Settings
from inference import bundled
from tests.bot.engines.conftest import PLACE
from tests.waiting import until


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    shutil.copytree(bundled.CATALOGUE, tmp_path / "catalogue")
    return Settings(
        data_dir=tmp_path / "data", catalogue=tmp_path / "catalogue", reload_seconds=0.05
    )


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
