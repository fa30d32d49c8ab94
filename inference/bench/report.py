"""The measurements one after the other, and the document that they make."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any

from tqdm import tqdm

from inference.backends import available
from inference.bench.backends import BATCHES, BackendSpeed, measure_backend
from inference.bench.machine import Machine, this_machine
from inference.bench.overload import Overload, measure_overload
from inference.bench.photos import CALLERS, Batching, Stages, measure_batching, measure_stages
from inference.bench.pictures import Pictures
from inference.bench.searching import CALLERS as SEARCHERS
from inference.bench.searching import Searching, make_searcher, measure_pool, measure_search
from inference.bench.starting import Start, environment_of, measure_start
from inference.engine import Engine
from inference.images import decode
from inference.loading import Models, load_recognizer, serving_model, share_search, start_engine
from inference.search import Searcher
from inference.settings import InferenceSettings

SECTIONS = ("photos", "backends", "overload", "search", "start")
SCALES = (100_000, 1_000_000)
_QUERIES = 600
_QUERIES_AT_SCALE = 240
_STAGE_PHOTOS = 100
_NO_DEADLINE = 3600


@dataclass(frozen=True, slots=True)
class Plan:
    """What to measure; `seconds` is how long each load lasts, `starts` how often programs start."""

    sections: Sequence[str] = SECTIONS
    seconds: float = 5.0
    scales: Sequence[int] = ()
    starts: int = 3
    stage_photos: int = _STAGE_PHOTOS
    queries: int = _QUERIES


@dataclass(slots=True)
class Report:
    """Sections that were not asked for are empty."""

    machine: Machine
    model: str
    places: int
    pictures: dict[str, Any]
    stages: Stages | None = None
    batching: list[Batching] = field(default_factory=list)
    backends: list[BackendSpeed] = field(default_factory=list)
    overload: Overload | None = None
    search: list[Searching] = field(default_factory=list)
    starts: list[Start] = field(default_factory=list)


def run(plan: Plan, settings: InferenceSettings, models: Models, pictures: Pictures) -> Report:
    """Measure everything of the plan, with a progress bar on a terminal's stderr."""
    report = Report(
        this_machine(models.recognizer.device, models.recognizer.backend),
        models.recognizer.version,
        len(models.catalogue.places),
        {
            "source": pictures.source,
            "count": len(pictures.files),
            "mean_kib": round(pictures.mean_kib, 1),
        },
    )
    return asyncio.run(_Run(plan, settings, models, pictures, report).measure())


class _Run:
    def __init__(
        self,
        plan: Plan,
        settings: InferenceSettings,
        models: Models,
        pictures: Pictures,
        report: Report,
    ) -> None:
        self._plan = plan
        self._settings = settings
        self._models = models
        self._pictures = pictures
        self._report = report

    async def measure(self) -> Report:
        steps = list(self._steps())
        with tqdm(total=len(steps), disable=None, leave=False, unit="part") as bar:
            for title, step in steps:
                bar.set_description(title)
                await step()
                bar.update()
        return self._report

    def _steps(self) -> Iterator[tuple[str, Callable[[], Awaitable[None]]]]:
        for section in self._plan.sections:
            match section:
                case "photos":
                    yield "one photo", self._stages
                    for callers in CALLERS:
                        yield f"photos, {callers} callers", partial(self._batching, callers)
                case "backends":
                    for name in available(self._models.recognizer.device):
                        yield f"backend {name}", partial(self._backend, name)
                case "overload":
                    yield "overload", self._overload
                case "search":
                    yield "search", self._search
                    for places in self._plan.scales:
                        yield f"search, {places:,} places", partial(self._scale, places)
                case "start":
                    for program in ("serve", "bot"):
                        yield f"start of {program}", partial(self._start, program)

    async def _stages(self) -> None:
        async with self._engine() as engine:
            self._report.stages = await measure_stages(
                engine,
                self._models.recognizer,
                self._pictures,
                self._settings.limits,
                self._plan.stage_photos,
            )

    async def _batching(self, callers: int) -> None:
        room = self._room(callers)
        async with (
            self._engine(queue_size=room) as batched,
            self._engine(queue_size=room, max_batch=1) as unbatched,
        ):
            self._report.batching.append(
                await measure_batching(
                    batched, unbatched, self._pictures, callers, self._plan.seconds
                )
            )

    async def _backend(self, name: str) -> None:
        settings = self._settings.model_copy(update={"backend": name})
        folder = serving_model(settings)
        recognizer = load_recognizer(settings, self._models.catalogue, folder)
        side, limits = recognizer.input_side, self._settings.limits
        files = self._pictures.files[: BATCHES[-1]]
        views = [recognizer.prepare(decode(data, limits, side)) for data in files]
        self._report.backends.append(measure_backend(name, recognizer, views, self._plan.seconds))

    async def _overload(self) -> None:
        async with self._engine() as engine:
            self._report.overload = await measure_overload(
                engine, self._pictures, self._plan.seconds
            )

    async def _search(self) -> None:
        models, queries = self._models, self._plan.queries
        room = self._room(SEARCHERS)
        async with self._engine(queue_size=room) as engine:
            row = await measure_search(engine, models.searcher, models.catalogue, queries)
        async with self._engine(queue_size=room) as engine:
            pool = share_search(engine, self._settings, models)
            if pool is not None:
                shared = await measure_pool(engine, pool, models.catalogue, queries)
                row = replace(row, processes=pool.processes, shared=shared)
        self._report.search.append(row)

    async def _scale(self, places: int) -> None:
        with tempfile.TemporaryDirectory() as folder:
            build_s, searcher, catalogue = make_searcher(places, Path(folder))
            room = self._room(SEARCHERS)
            async with self._engine(searcher, queue_size=room) as engine:
                self._report.search.append(
                    await measure_search(engine, searcher, catalogue, _QUERIES_AT_SCALE, build_s)
                )

    async def _start(self, program: str) -> None:
        start = await asyncio.to_thread(
            measure_start, program, environment_of(self._settings), self._plan.starts
        )
        self._report.starts.append(start)

    def _room(self, callers: int) -> int:
        """The size of a queue that turns none of so many callers away."""
        return max(callers, self._settings.queue_size)

    def _engine(self, searcher: Searcher | None = None, **changed: int) -> Engine:
        """An engine over the models with some settings changed; nobody waits too long for it."""
        changed = {"deadline_seconds": _NO_DEADLINE, **changed}
        models = self._models if searcher is None else replace(self._models, searcher=searcher)
        return start_engine(self._settings.model_copy(update=changed), models)
