"""Photos that inline results name by URL, fetched for the page as Telegram does it for clients.

The page's policy lets it load nothing from other hosts, and only addresses that a bot has named are
fetched.
"""

from __future__ import annotations

import asyncio

from aiohttp import web

from bot.playground.api import HTTP, TELEGRAM
from bot.playground.errors import ApiError
from bot.playground.methods.media import MAX_PHOTO_BY_URL, fetched
from bot.playground.photos import photo_sizes

routes = web.RouteTableDef()


@routes.get("/playground/elsewhere/{digest:[0-9a-f]{64}}")
async def photo(request: web.Request) -> web.Response:
    """The photo in its largest size; 404 for an address that no bot named, 400 where nothing is."""
    address = request.app[TELEGRAM].messages.elsewhere.get(request.match_info["digest"])
    if address is None:
        raise web.HTTPNotFound
    try:
        file = await fetched(request.app[HTTP], address, MAX_PHOTO_BY_URL)
        sizes = await asyncio.to_thread(photo_sizes, file.data)
    except ApiError as error:
        raise web.HTTPBadRequest(text=error.description) from None
    headers = {"Cache-Control": "private, max-age=3600", "X-Content-Type-Options": "nosniff"}
    return web.Response(body=sizes[-1].data, content_type="image/jpeg", headers=headers)
