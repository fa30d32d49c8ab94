"""Middleware: who may ask, where API_KEY is set."""

from __future__ import annotations

import hmac

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from inference.service.problems import ProblemError

# The pages hold nothing secret, and ask for the key themselves.
OPEN = frozenset({"/healthz", "/readyz", "/", "/docs", "/openapi.json", "/page/{name}"})


def authentication(key: str) -> Middleware:
    """Middleware that lets pass who shows the key, as X-API-Key or as a bearer token."""
    expected = key.encode()

    @web.middleware
    async def check(request: web.Request, handler: Handler) -> web.StreamResponse:
        resource = request.match_info.route.resource
        if resource is None or resource.canonical not in OPEN:
            # As bytes: compare_digest refuses text that is not ASCII.
            shown = _shown(request).encode("utf-8", "surrogateescape")
            if not hmac.compare_digest(shown, expected):
                raise ProblemError("unauthorized", "Send the API key in the header X-API-Key.")
        return await handler(request)

    return check


def _shown(request: web.Request) -> str:
    key = request.headers.get("X-API-Key")
    if key is not None:
        return key
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""
