"""Photos on a web server of one's own, some of which it has lost."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiohttp import web

from tests.pictures import encoded, picture


class PhotoServer:
    """Serves a JPEG at every `/….jpg`, each of its own size, but none that is in `lost`."""

    def __init__(self) -> None:
        self.url = ""
        self.lost: set[str] = set()
        self.visits: Counter[str] = Counter()

    def address(self, name: str) -> str:
        return f"{self.url}/{name}.jpg"

    async def _photo(self, request: web.Request) -> web.Response:
        name = request.match_info["name"]
        self.visits[name] += 1
        if name in self.lost:
            raise web.HTTPNotFound
        wide = 640 + sum(name.encode()) % 64
        return web.Response(body=encoded(picture(wide, 480), "JPEG"), content_type="image/jpeg")


@asynccontextmanager
async def serving_photos() -> AsyncIterator[PhotoServer]:
    server = PhotoServer()
    app = web.Application()
    app.router.add_get("/{name}.jpg", server._photo)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    server.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    yield server
    await runner.cleanup()
