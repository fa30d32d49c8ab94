"""What answers photos and words: models in this process, or the service at INFERENCE_URL.

Only what is used is imported: with a service, neither torch nor FAISS.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Coroutine
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any

from pydantic import HttpUrl

from bot.services import Services, build_services
from bot.settings import Settings
from bot.store import Store
from inference import Catalogue


def answering(
    settings: Settings, store: Store, reload: asyncio.Event
) -> AbstractAsyncContextManager[Services]:
    """Services over the engine that the settings name.

    Changed files are taken up inside the block, when they are found and whenever `reload` is set.
    Raises UserError for what its owner can mend.
    """
    if settings.inference_url is None:
        return _in_process(settings, store, reload)
    return _over_http(settings.inference_url, settings, store, reload)


@asynccontextmanager
async def _in_process(
    settings: Settings, store: Store, reload: asyncio.Event
) -> AsyncIterator[Services]:
    from inference.loading import Models, load_models, start_engine
    from inference.reloading import keep_up

    loaded = await asyncio.to_thread(load_models, settings)
    async with start_engine(settings, loaded) as engine:
        services = build_services(
            loaded.catalogue, engine, store, settings.limits, len(loaded.recognizer.place_ids)
        )

        def take_up(models: Models) -> None:
            engine.replace(models.recognizer, models.searcher)
            services.take_up(models.catalogue)
            services.recognizable = len(models.recognizer.place_ids)

        async with _running(keep_up(settings, take_up, reload)):
            yield services


@asynccontextmanager
async def _over_http(
    url: HttpUrl, settings: Settings, store: Store, reload: asyncio.Event
) -> AsyncIterator[Services]:
    from inference.reloading import keep_up_catalogue
    from inference.remote import Connection, RemoteEngine, Status

    catalogue = await asyncio.to_thread(Catalogue.load, settings.catalogue)

    def told(status: Status) -> None:
        services.recognizable = status.recognizable

    engine = RemoteEngine(
        Connection(
            str(url),
            settings.api_key,
            seconds=settings.request_seconds,
            connections=settings.queue_size + 1,  # one for the status
        ),
        catalogue,
        settings.limits,
        queue_size=settings.queue_size,
        told=told,
    )
    services = build_services(catalogue, engine, store, settings.limits, recognizable=None)
    services.remote = engine

    def take_up(changed: Catalogue) -> None:
        engine.catalogue = changed
        services.take_up(changed)

    async with engine, _running(keep_up_catalogue(settings, take_up, reload)):
        yield services


@asynccontextmanager
async def _running(work: Coroutine[Any, Any, None]) -> AsyncIterator[None]:
    task = asyncio.create_task(work)
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
