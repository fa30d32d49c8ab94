"""The playground's aiohttp application: Bot API, simulation side and chat page in one."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from pathlib import Path

from aiohttp import ClientSession, web

from bot.playground import DEFAULT_HOST, DEFAULT_PORT, api, elsewhere, page, simulation, watching
from bot.playground.api import HTTP, TELEGRAM
from bot.playground.fetching import fetching_session
from bot.playground.guard import guard, is_loopback
from bot.playground.requests import MAX_BODY
from bot.playground.telegram import Telegram
from bot.playground.webhook import Couriers
from inference.errors import UserError
from inference.listening import Address, listen

_ALLOW_PRIVATE = web.AppKey("allow_private_urls", bool)


def create_app(
    data_dir: Path,
    *,
    tokens: Iterable[str] | None = None,
    flood_limits: bool = True,
    allow_hosts: Iterable[str] = (),
    allow_private_urls: bool = False,
) -> web.Application:
    """A playground that keeps everything under `data_dir`.

    `tokens`: the only bots there are; without it every token of the right form is one.
    `allow_hosts`: names beside the loopback ones under which the page may be opened, from anywhere.
    `allow_private_urls`: bots may send media by URLs of this machine and of its network.
    Raises UserError where the folder cannot be used.
    """
    app = web.Application(client_max_size=MAX_BODY, middlewares=[guard(frozenset(allow_hosts))])
    telegram = Telegram(data_dir, tokens, flood_limits=flood_limits)
    app[TELEGRAM] = telegram
    app[_ALLOW_PRIVATE] = allow_private_urls
    app.cleanup_ctx.append(_lifetime)
    app.on_startup.append(watching.prepare_watchers)
    app.on_shutdown.append(watching.close_watchers)
    app.add_routes(page.routes)
    app.add_routes(elsewhere.routes)
    app.add_routes(simulation.routes)
    app.add_routes(watching.routes)
    app.add_routes(api.routes)
    return app


async def _lifetime(app: web.Application) -> AsyncIterator[None]:
    fetching = fetching_session(allow_private=app[_ALLOW_PRIVATE])
    async with fetching, ClientSession() as webhooks:
        app[HTTP] = fetching
        couriers = asyncio.create_task(Couriers(app[TELEGRAM], webhooks).run())
        yield
        couriers.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await couriers
    app[TELEGRAM].storage.close()


@asynccontextmanager
async def running(
    data_dir: Path,
    *,
    host: str = DEFAULT_HOST,
    port: int = DEFAULT_PORT,
    tokens: Iterable[str] | None = None,
    flood_limits: bool = True,
    allow_hosts: Iterable[str] = (),
    allow_private_urls: bool = False,
) -> AsyncIterator[str]:
    """A playground that listens while the block runs; yields its base URL (port 0: a free one).

    Raises UserError where the address is taken or the folder cannot be used, and where other
    machines could call as a bot of their own making: `tokens` are needed on such an address.
    """
    if tokens is None and host != "localhost" and not is_loopback(host):
        raise UserError(
            f"On {host} other machines can reach the playground, so name its bots with --token."
        )
    app = create_app(
        data_dir,
        tokens=tokens,
        flood_limits=flood_limits,
        allow_hosts=allow_hosts,
        allow_private_urls=allow_private_urls,
    )
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
    await runner.setup()
    try:
        address = Address(host, port, "--host", "--port or PLAYGROUND_PORT")
        await listen(runner, "The playground", address)
        yield _base_url(runner, host)
    finally:
        await runner.cleanup()


def _base_url(runner: web.AppRunner, host: str) -> str:
    port = runner.addresses[0][1]
    shown = "127.0.0.1" if host in ("0.0.0.0", "::") else host  # noqa: S104  # shown, not bound
    return f"http://[{shown}]:{port}" if ":" in shown else f"http://{shown}:{port}"
