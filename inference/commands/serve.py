"""`serve`: the HTTP service, with a page at / and its documentation at /docs."""

from __future__ import annotations

import argparse
import asyncio
import gc
import logging
from pathlib import Path

from inference.commands.options import add_backend, add_catalogue, add_device
from inference.service.serving import serve
from inference.service.settings import ServeSettings
from inference.settings import read_settings


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--host", help="address to listen on (default: 127.0.0.1)")
    parser.add_argument("--port", type=int, help="port to listen on (default: 8000)")
    parser.add_argument("--model", type=Path, metavar="FOLDER", help="instead of the bundled model")
    add_catalogue(parser)
    add_device(parser)
    add_backend(parser)


def run(options: argparse.Namespace) -> int:
    settings = read_settings(
        ServeSettings,
        serve_host=options.host,
        serve_port=options.port,
        model=options.model,
        catalogue=options.catalogue,
        device=options.device,
        backend=options.backend,
    )
    logging.getLogger().handlers[0].setFormatter(
        logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s")
    )
    logging.getLogger("inference").setLevel(settings.log_level)
    # What is imported and loaded stays for good: looking through it for garbage, again and again
    # while it grows, makes a fifth of the time until the service is ready.
    gc.disable()
    asyncio.run(serve(settings))
    return 0
