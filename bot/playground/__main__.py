"""python -m bot.playground: the local Bot API and the chat page alone."""

from __future__ import annotations

import argparse
import asyncio
import logging
import signal
import sys
from pathlib import Path

from bot.playground import DEFAULT_HOST, PLAYGROUND_TOKEN
from bot.playground.server import running
from bot.settings import Settings
from inference.errors import UserError
from inference.settings import read_settings


def main(arguments: list[str] | None = None) -> int:
    """Serves until interrupted. Exit status 1 and one sentence where it cannot."""
    options = _parser().parse_args(arguments)
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    try:
        if options.port is None or options.data is None:
            _fill(options, read_settings(Settings))
        asyncio.run(_serve(options))
    except UserError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def _fill(options: argparse.Namespace, settings: Settings) -> None:
    """Takes what the command line left out from the environment and `.env`."""
    if options.port is None:
        options.port = settings.playground_port
    if options.data is None:
        options.data = settings.playground_dir


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m bot.playground",
        description="A local Bot API server with a chat page; nothing leaves this machine.",
    )
    parser.add_argument("--host", default=DEFAULT_HOST, help="address to listen on")
    parser.add_argument(
        "--port", type=int, help="port; 0 takes a free one (default: PLAYGROUND_PORT)"
    )
    parser.add_argument(
        "--data", type=Path, help="folder to keep chats in (default: playground in DATA_DIR)"
    )
    parser.add_argument(
        "--token",
        action="append",
        help="a bot that may connect (repeatable; default on this machine: any)",
    )
    parser.add_argument(
        "--no-flood-limits",
        action="store_true",
        help="let bots send faster than Telegram would, which answers 429",
    )
    parser.add_argument(
        "--allow-private-urls",
        action="store_true",
        help="fetch media also from addresses of this machine and its network",
    )
    parser.add_argument(
        "--allow-host",
        action="append",
        default=[],
        metavar="NAME",
        help="open the page under this name and to other machines (repeatable)",
    )
    return parser


async def _serve(options: argparse.Namespace) -> None:
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stopped.set)
    async with running(
        options.data,
        host=options.host,
        port=options.port,
        tokens=options.token,
        flood_limits=not options.no_flood_limits,
        allow_hosts=options.allow_host,
        allow_private_urls=options.allow_private_urls,
    ) as url:
        print(f"Playground: {url}", flush=True)
        print(f"A bot connects with BOT_API_URL={url} BOT_TOKEN={PLAYGROUND_TOKEN}", flush=True)
        await stopped.wait()


if __name__ == "__main__":
    sys.exit(main())
