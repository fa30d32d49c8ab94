"""The service as a program: it listens at once, loads, answers, and ends in good order."""

from __future__ import annotations

import asyncio
import gc
import ipaddress
import logging
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib import import_module
from typing import TYPE_CHECKING

from aiohttp import web
from aiohttp.http_exceptions import HttpProcessingError

from inference.listening import Address, listen
from inference.service.app import create_app
from inference.service.drawing_ahead import draw_ahead
from inference.service.settings import ServeSettings
from inference.service.state import Service

if TYPE_CHECKING:
    from inference.loading import Models

log = logging.getLogger(__name__)

_MAX_ADDRESS = 64 * 1024  # bytes: ten of the longest queries in Russian, six bytes a letter


async def serve(settings: ServeSettings) -> None:
    """Serve until SIGTERM or SIGINT. Raises UserError for what its owner can mend."""
    stop, reload = asyncio.Event(), asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    loop.add_signal_handler(signal.SIGHUP, reload.set)
    service = Service(settings)
    async with listening(service):
        running = asyncio.create_task(_run(service, reload))
        stopping = asyncio.create_task(stop.wait())
        await asyncio.wait((running, stopping), return_when=asyncio.FIRST_COMPLETED)
        stopping.cancel()
        if running.done():
            running.result()  # it ends only by an error, which goes up from here
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        log.info("Stopping: what runs is finished first.")


@asynccontextmanager
async def listening(service: Service) -> AsyncIterator[int]:
    """The port on which the service answers inside the block. Raises ListenError.

    At the end nothing new is accepted, and what runs has DRAIN_SECONDS to finish.
    """
    settings = service.settings
    host, port = settings.serve_host, settings.serve_port
    # A client that goes away takes its question with it.
    runner = web.AppRunner(
        create_app(service),
        access_log=None,
        logger=_connections,
        max_line_size=_MAX_ADDRESS,
        handler_cancellation=True,
        shutdown_timeout=settings.drain_seconds,
    )
    await runner.setup()
    try:
        address = Address(host, port, "SERVE_HOST or --host", "SERVE_PORT or --port")
        await listen(runner, "The service", address)
        if settings.api_key is None and not _is_loopback(host):
            log.warning("Anyone who reaches %s may ask: set API_KEY to keep others out.", host)
        bound = int(runner.addresses[0][1])
        shown = f"[{host}]" if ":" in host else host
        log.info("Listening at http://%s:%d; loading the models.", shown, bound)
        yield bound
    finally:
        await runner.cleanup()
        await service.close()


async def _run(service: Service, reload: asyncio.Event) -> None:
    """Load the models, then keep up with their files."""
    # In a thread: importing the models' libraries takes seconds, and /healthz answers meanwhile.
    await asyncio.to_thread(import_module, "inference.loading")
    from inference.loading import load_models, share_search, start_engine
    from inference.reloading import keep_up

    settings = service.settings
    models = await asyncio.to_thread(load_models, settings)
    engine = start_engine(settings, models, service.metrics)
    service.start(engine, models)
    share_search(engine, settings, models)
    gc.freeze()  # what is loaded stays for good
    gc.enable()
    log.info("Ready: %d places, model %s.", len(models.catalogue.places), engine.model_version)
    if not models.catalogue.places:
        log.warning("The catalogue %s has no places: nothing will be found.", settings.catalogue)
    drawing = asyncio.create_task(draw_ahead(service))

    def take_up(models: Models) -> None:
        service.take_up(models)
        share_search(engine, settings, models)

    try:
        await keep_up(settings, take_up, reload)
    finally:
        drawing.cancel()


def _can_be_mended(record: logging.LogRecord) -> bool:
    """Whether it is no fault of a request: those are answered, and anybody could fill the log."""
    error = record.exc_info[1] if record.exc_info else None
    return not isinstance(error, HttpProcessingError)


_connections = logging.getLogger(f"{__name__}.connections")
_connections.addFilter(_can_be_mended)


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
