"""Who may ask: no foreign web page (Origin), no foreign name (DNS rebinding), nobody from outside.

https://cheatsheetseries.owasp.org/cheatsheets/Cross-Site_Request_Forgery_Prevention_Cheat_Sheet.html
"""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware


def guard(allowed: frozenset[str]) -> Middleware:
    """Middleware for all requests; only the Bot API may be called from other machines.

    A page that rebinds its name to this machine still sends that name, so names are checked and
    plain addresses are not.
    """

    @web.middleware
    async def check(request: web.Request, handler: Handler) -> web.StreamResponse:
        origin = request.headers.get("Origin")
        if origin is not None and urlsplit(origin).netloc != request.host:
            raise web.HTTPForbidden(text="This page may not talk to the playground.")
        name = _name(request.host)
        if name not in allowed and name != "localhost" and not _address(name):
            raise web.HTTPForbidden(text="The playground does not go by this name.")
        if _foreign(request):
            raise web.HTTPForbidden(text="This page may not use the playground.")
        bot_api = request.path.startswith(("/bot", "/file/bot"))
        if (
            not bot_api
            and not allowed
            and not (request.remote is None or is_loopback(request.remote))
        ):
            raise web.HTTPForbidden(text="The playground talks to this machine only.")
        return await handler(request)

    return check


def _foreign(request: web.Request) -> bool:
    """Whether another site's page asks; following a link to the page is no harm."""
    return (
        request.headers.get("Sec-Fetch-Site", "none") in ("cross-site", "same-site")
        and request.headers.get("Sec-Fetch-Mode") != "navigate"
    )


def _name(host: str) -> str:
    return (urlsplit(f"//{host}").hostname or "").lower()


def _address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def is_loopback(address: str) -> bool:
    """Whether it is an IP address that only this machine reaches itself by."""
    plain = address.partition("%")[0]
    return _address(plain) and ipaddress.ip_address(plain).is_loopback
