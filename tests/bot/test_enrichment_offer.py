from __future__ import annotations

import asyncio
import logging
import sys
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
from aiohttp import web

from bot import enrichment_offer
from bot.enrichment_offer import offer_enrichment
from inference import Catalogue, Photo

FOLDER = Path("my/catalogue")


class Commons:
    """Stands at COMMONS_API_URL, and counts who asks."""

    def __init__(self) -> None:
        self.asked: list[web.Request] = []
        self.hold: asyncio.Event | None = None
        self.page = False

    async def answers(self, request: web.Request) -> web.Response:
        self.asked.append(request)
        if self.hold is not None:
            await self.hold.wait()
        if self.page:
            return web.Response(text="<p>Sign in</p>", content_type="text/html")
        return web.json_response({"query": {}})


@pytest.fixture
async def commons(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Commons]:
    server, app = Commons(), web.Application()
    app.router.add_get("/w/api.php", server.answers)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    url = f"http://127.0.0.1:{runner.addresses[0][1]}/w/api.php"
    monkeypatch.setenv("COMMONS_API_URL", url)
    yield server
    await runner.cleanup()


@pytest.fixture(autouse=True)
def _told(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "bot")


def kept(folder: Path) -> list[Path]:
    return list(folder.iterdir())


async def test_the_owner_is_told_once_how_photos_can_be_had(
    commons: Commons, catalogue: Catalogue, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    for _ in range(2):
        await offer_enrichment(catalogue, FOLDER, tmp_path / "data")
    (line,) = caplog.messages
    assert line.endswith(f"by: {sys.executable} -m inference enrich my/catalogue")
    (request,) = commons.asked
    assert request.headers["User-Agent"].startswith("Orientir/")
    assert "maxlag" in request.query


async def test_a_catalogue_with_photos_is_offered_none(
    commons: Commons, catalogue: Catalogue, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    photos = {
        place: (Photo(place, url="https://photos.example/1.jpg"),) for place in catalogue.places
    }
    await offer_enrichment(replace(catalogue, photos=photos), FOLDER, tmp_path)
    assert caplog.messages == []
    assert commons.asked == []


async def test_without_internet_nothing_is_said_and_the_next_start_asks_again(
    catalogue: Catalogue, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    await offer_enrichment(catalogue, FOLDER, tmp_path)
    assert caplog.messages == []
    assert kept(tmp_path) == []


async def test_a_page_in_place_of_an_answer_is_no_answer(
    commons: Commons, catalogue: Catalogue, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    commons.page = True
    await offer_enrichment(catalogue, FOLDER, tmp_path)
    assert caplog.messages == []


async def test_an_answer_that_does_not_come_is_not_waited_for(
    commons: Commons,
    catalogue: Catalogue,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(enrichment_offer, "SECONDS", 0.2)
    commons.hold = asyncio.Event()
    await offer_enrichment(catalogue, FOLDER, tmp_path)
    commons.hold.set()
    assert len(commons.asked) == 1
    assert caplog.messages == []


@pytest.mark.parametrize("url", ["nonsense", "http://["])
async def test_an_address_that_is_none_is_no_error(
    catalogue: Catalogue,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    url: str,
) -> None:
    monkeypatch.setenv("COMMONS_API_URL", url)
    await offer_enrichment(catalogue, FOLDER, tmp_path)
    assert caplog.messages == []


async def test_a_folder_that_cannot_be_written_is_no_error(
    commons: Commons, catalogue: Catalogue, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").touch()
    await offer_enrichment(catalogue, FOLDER, tmp_path / "file" / "data")
    assert caplog.messages == []
