"""Photos that inline results name by URL, as the page shows them."""

from __future__ import annotations

import io
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiogram import Bot
from aiogram.client.telegram import TelegramAPIServer
from aiogram.types import InlineQueryResultPhoto
from aiohttp import ClientSession
from PIL import Image

from bot.playground import PLAYGROUND_TOKEN
from bot.playground.server import running
from bot.playground.simulation_client import Simulation
from tests.photo_server import PhotoServer, serving_photos
from tests.playground.conftest import PlainSession


@pytest.fixture
async def photos() -> AsyncIterator[PhotoServer]:
    async with serving_photos() as server:
        yield server


async def address_of(url: str, simulation: Simulation, photo: str) -> str:
    """Where the page finds the photo of an inline result that names it by this address."""
    person = await simulation.user()
    await person.send_text("/start")
    async with Bot(PLAYGROUND_TOKEN, PlainSession(api=TelegramAPIServer.from_base(url))) as bot:
        asked = await person.ask_inline("x")
        updates = await bot.get_updates(allowed_updates=["inline_query"])
        query = updates[-1].inline_query
        assert query is not None
        result = InlineQueryResultPhoto(id="1", photo_url=photo, thumbnail_url=photo)
        await bot.answer_inline_query(query.id, [result])
    answer = await person.inline_answer(asked)
    return str(answer.results[0]["photo"][-1]["address"])


async def test_the_page_is_shown_what_stands_at_the_address(
    tmp_path: Path, photos: PhotoServer, http: ClientSession
) -> None:
    async with (
        running(tmp_path, port=0, allow_private_urls=True) as url,
        Simulation(url) as simulation,
    ):
        address = await address_of(url, simulation, photos.address("a"))
        with Image.open(io.BytesIO(await simulation.download(address))) as image:
            assert image.size[1] == 480
        photos.lost = {"a"}
        async with http.get(url + address) as response:
            assert response.status == 400
            assert "failed to get HTTP URL content" in await response.text()
        async with http.get(f"{url}/playground/elsewhere/{'0' * 64}") as response:
            assert response.status == 404


async def test_nothing_of_this_machine_is_fetched_unless_that_is_allowed(
    tmp_path: Path, photos: PhotoServer, http: ClientSession
) -> None:
    async with running(tmp_path, port=0) as url, Simulation(url) as simulation:
        address = await address_of(url, simulation, photos.address("a"))
        async with http.get(url + address) as response:
            assert response.status == 400
    assert photos.visits.total() == 0
