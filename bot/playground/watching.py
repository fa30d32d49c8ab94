"""News for the chat page over a WebSocket: what happens, and which bots are connected."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from aiohttp import WSCloseCode, web

from bot.playground.api import TELEGRAM
from bot.playground.storage import dumps
from bot.playground.webhook import connected

_STATUS_SECONDS = 1.5
routes = web.RouteTableDef()


@dataclass(frozen=True)
class _Watchers:
    """The open event sockets, to be closed when the playground stops."""

    sockets: set[web.WebSocketResponse] = field(default_factory=set)


_WATCHERS = web.AppKey("watchers", _Watchers)


@routes.get("/playground/api/events")
async def watch(request: web.Request) -> web.StreamResponse:
    """Everything that happens, as JSON over a WebSocket, and which bots are connected."""
    telegram = request.app[TELEGRAM]
    socket = web.WebSocketResponse(heartbeat=20)
    await socket.prepare(request)
    watchers = request.app[_WATCHERS].sockets
    watchers.add(socket)
    reader = asyncio.create_task(_read_until_closed(socket))
    told: list[dict[str, Any]] = []
    try:
        with telegram.events.watch() as news:
            while not reader.done():
                now = [
                    {"id": bot.id, "connected": connected(telegram, bot.id)}
                    for bot in telegram.bots.all()
                ]
                if now != told:
                    told = now
                    await socket.send_str(dumps({"event": "bots", "bots": now}))
                with suppress(TimeoutError):
                    await socket.send_str(
                        dumps(await asyncio.wait_for(news.get(), _STATUS_SECONDS))
                    )
    except ConnectionError:
        pass  # the page was closed while news was on its way
    finally:
        watchers.discard(socket)
        reader.cancel()
    return socket


async def _read_until_closed(socket: web.WebSocketResponse) -> None:
    async for _ in socket:
        pass  # the page has nothing to say here; reading notices that it is gone


async def prepare_watchers(app: web.Application) -> None:
    app[_WATCHERS] = _Watchers()


async def close_watchers(app: web.Application) -> None:
    for socket in list(app[_WATCHERS].sockets):
        await socket.close(code=WSCloseCode.GOING_AWAY, message=b"the playground is stopping")
