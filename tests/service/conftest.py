"""The service on 127.0.0.1 with the real engine over a small catalogue and an untrained model."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from aiohttp import ClientSession

from inference.catalogue import Catalogue, City, Photo, Place
from inference.engine import Engine, PhotoModel
from inference.loading import Models
from inference.recognizer import Recognizer
from inference.search import Searcher
from inference.search.static import StaticEncoder
from inference.service.serving import listening
from inference.service.settings import ServeSettings
from inference.service.state import Service
from tests.models import CATEGORIES, PLACES, jpeg_of, write_untrained_model


@dataclass
class Running:
    """A service that listens, and a client of it."""

    service: Service
    client: ClientSession
    url: str


Start = Callable[..., AbstractAsyncContextManager[Running]]


@pytest.fixture(scope="session")
def models(tmp_path_factory: pytest.TempPathFactory) -> Models:
    """Three places in two cities; one has a photo here, one has it elsewhere, one has none."""
    folder = tmp_path_factory.mktemp("service")
    photo = folder / "photo.jpg"
    photo.write_bytes(jpeg_of(0, 1))
    tower, church, other = PLACES
    places = (
        Place(
            "a-tower",
            "Башня",
            "towers",
            "Альфа",
            (),
            56.0,
            44.0,
            names={"en": "The Tower"},
            articles={"ru": "https://ru.wikipedia.org/wiki/Башня"},
        ),
        Place("a-church", "Церковь", "religion", "Альфа", (), 56.01, 44.02),
        other,
    )
    catalogue = Catalogue(
        {place.id: place for place in places},
        {category.id: category for category in CATEGORIES},
        {"Альфа": City("Альфа", "Alpha"), "Бета": City("Бета")},
        {
            tower.id: (
                Photo(tower.id, photo, "https://example.org/1.jpg", author="Ева", licence="CC0"),
                Photo(tower.id, path=photo, author="Ада"),
            ),
            church.id: (
                Photo(
                    church.id,
                    url="https://example.org/church.jpg",
                    page_url="https://example.org/File:church.jpg",
                    author="Боб <b>&</b> Ко",
                    licence="CC BY 4.0",
                    licence_url="https://creativecommons.org/licenses/by/4.0/",
                ),
            ),
        },
    )
    write_untrained_model(folder / "model")
    recognizer = Recognizer.load(folder / "model", catalogue, "cpu", "torch")
    return Models(catalogue, recognizer, Searcher.build(catalogue, StaticEncoder()))


@pytest.fixture
def photo_model(models: Models) -> PhotoModel:
    """Overridden where a test needs a model that waits."""
    return models.recognizer


@pytest.fixture
def start(models: Models, photo_model: PhotoModel, tmp_path: Path) -> Start:
    """A context in which the service runs with these settings; not `loaded`, it stays starting."""

    @asynccontextmanager
    async def run(*, loaded: bool = True, **given: object) -> AsyncIterator[Running]:
        settings = ServeSettings.model_validate(
            {"serve_port": 0, "data_dir": tmp_path, "queue_size": 8, "drain_seconds": 5, **given}
        )
        service = Service(settings)
        if loaded:
            engine = Engine(
                photo_model,
                models.searcher,
                settings.limits,
                queue_size=settings.queue_size,
                observer=service.metrics,
            )
            service.start(engine, models)
        async with listening(service) as port:
            url = f"http://127.0.0.1:{port}"
            async with ClientSession(url) as client:
                yield Running(service, client, url)

    return run


@pytest.fixture
async def running(start: Start) -> AsyncIterator[Running]:
    async with start() as running:
        yield running


@pytest.fixture
def client(running: Running) -> ClientSession:
    return running.client
