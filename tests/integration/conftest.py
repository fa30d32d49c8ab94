"""The whole bot over HTTP: real dispatcher, SQLite, FAISS and bundled model on the playground."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

import pytest
from aiogram import Bot

from bot.app import build_bot
from bot.playground import PLAYGROUND_TOKEN
from bot.playground.server import running
from bot.playground.simulation_client import Simulation
from bot.services import Services, build_services
from bot.settings import Settings
from bot.store import Store
from inference.engine import Engine, PhotoModel
from inference.loading import load_catalogue, load_recognizer, load_searcher
from inference.recognizer import Recognizer
from inference.search import Searcher
from tests.integration.polled import polled
from tests.photo_server import PhotoServer, serving_photos

StartBot = Callable[[], AbstractAsyncContextManager[Services]]


@pytest.fixture
async def photos() -> AsyncIterator[PhotoServer]:
    """A server of pictures that stand elsewhere."""
    async with serving_photos() as server:
        yield server


@pytest.fixture(scope="session")
def recognizer() -> Recognizer:
    settings = Settings()
    return load_recognizer(settings, load_catalogue(settings))


@pytest.fixture(scope="session")
def searcher(tmp_path_factory: pytest.TempPathFactory) -> Searcher:
    settings = Settings(data_dir=tmp_path_factory.mktemp("data"))
    return load_searcher(settings, load_catalogue(settings))


@pytest.fixture
def photo_model(recognizer: Recognizer) -> PhotoModel:
    """Overridden where a test needs a model that misbehaves."""
    return recognizer


@pytest.fixture
async def simulation(tmp_path: Path) -> AsyncIterator[Simulation]:
    async with running(tmp_path / "playground", port=0) as url, Simulation(url) as simulation:
        yield simulation


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data_dir=tmp_path, queue_size=8)


@pytest.fixture
def start_bot(
    simulation: Simulation, settings: Settings, photo_model: PhotoModel, searcher: Searcher
) -> StartBot:
    """A context in which the bot polls; leaving it kills the bot, the playground runs on."""

    @asynccontextmanager
    async def open_services(store: Store) -> AsyncIterator[Services]:
        catalogue = load_catalogue(settings)
        async with Engine(
            photo_model, searcher, settings.limits, queue_size=settings.queue_size
        ) as engine:
            yield build_services(catalogue, engine, store, settings.limits, recognizable=54)

    def start() -> AbstractAsyncContextManager[Services]:
        return polled(simulation, settings, open_services)

    return start


@pytest.fixture
async def services(start_bot: StartBot) -> AsyncIterator[Services]:
    async with start_bot() as services:
        yield services


@pytest.fixture
async def store(settings: Settings) -> AsyncIterator[Store]:
    """A store of no running bot."""
    store = await Store.open(settings.store_url)
    yield store
    await store.close()


@pytest.fixture
async def bot(simulation: Simulation) -> AsyncIterator[Bot]:
    """A bot that calls, and answers nobody."""
    bot = build_bot(PLAYGROUND_TOKEN, simulation.url)
    yield bot
    await bot.session.close()
