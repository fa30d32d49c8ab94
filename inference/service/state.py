"""What the routes answer from: the engine and the catalogue that are in use now."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING

from aiohttp import web

from inference.catalogue import Catalogue
from inference.protocol import BusyError, Inference
from inference.service.byte_cache import ByteCache
from inference.service.metrics import Metrics
from inference.service.picture_folder import PictureFolder
from inference.service.pictures import Pictures
from inference.service.problems import ProblemError
from inference.service.room import Room
from inference.service.settings import ServeSettings

if TYPE_CHECKING:
    from inference.engine import Engine
    from inference.loading import Models

_BODIES_HELD = 6  # as many of the largest bodies may be held at a time
_PICTURE_CACHE = 96 * 1024 * 1024
_PICTURES_ON_DISK = 64 * 1024 * 1024


@dataclass(frozen=True)
class Answering:
    """One catalogue, and what answers from it. A request reads it once and stays with it."""

    engine: Inference
    catalogue: Catalogue
    pictures: Pictures
    recognizable: frozenset[str]
    device: str
    backend: str

    def check_queue(self) -> None:
        """Raises BusyError when the queue is full."""
        if self.engine.queued >= self.engine.queue_size:
            raise BusyError("the queue is full")

    def city(self, name: str | None) -> str | None:
        """The catalogue's name of a city. No name is every city. Raises ProblemError."""
        if not name:
            return None
        city = self.catalogue.find_city(name)
        if city is None:
            raise ProblemError(
                "unknown_city", f"No city {name!r} here; /v1/cities lists those there are."
            )
        return city


class Service:
    """`answering` is None until the models are loaded."""

    def __init__(self, settings: ServeSettings) -> None:
        self.settings = settings
        self.metrics = Metrics()
        self.bodies = Room(_BODIES_HELD * settings.max_body)
        self.answering: Answering | None = None
        self.renewed = asyncio.Event()
        """Set when `answering` has changed; who waits for that clears it."""
        self._engine: Engine | None = None
        self._pictures = ByteCache(_PICTURE_CACHE)
        self._on_disk = PictureFolder(settings.data_dir / "pictures", _PICTURES_ON_DISK)

    def start(self, engine: Engine, models: Models) -> None:
        """Answer from now on."""
        self._engine = engine
        self._use(engine, models)

    def take_up(self, models: Models) -> None:
        """Answer from other models from now on; what has begun is finished by those before."""
        if self._engine is None:
            raise RuntimeError("nothing has been started")
        self._engine.replace(models.recognizer, models.searcher)
        self._use(self._engine, models)

    def _use(self, engine: Engine, models: Models) -> None:
        recognizer = models.recognizer
        self.answering = Answering(
            engine,
            models.catalogue,
            Pictures(models.catalogue, self.settings.limits, self._pictures, self._on_disk),
            recognizer.place_ids,
            str(recognizer.device),
            recognizer.backend,
        )
        self.renewed.set()
        self.metrics.follow(engine)

    @property
    def search_processes(self) -> int:
        """How many processes search beside this one now."""
        return 0 if self._engine is None else self._engine.search_processes

    def now(self) -> Answering:
        """Raises ProblemError `starting`."""
        if self.answering is None:
            raise ProblemError(
                "starting", "The models are being loaded; try again in a few seconds."
            )
        return self.answering

    def for_photos(self) -> Answering:
        """As `now`; raises BusyError before a body is read that could not be answered."""
        answering = self.now()
        try:
            answering.check_queue()
        except BusyError:
            self.metrics.refused()
            raise
        return answering

    async def close(self) -> None:
        """Answer what waits, then stop."""
        if self._engine is not None:
            await self._engine.close()


SERVICE = web.AppKey("service", Service)
