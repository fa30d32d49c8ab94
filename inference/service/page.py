"""The pages: a photo or words in, answers out (/), and the documentation (/docs).

They ask nothing of any other machine; the Content-Security-Policy sees to that.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

from aiohttp import web

from inference.service.openapi import document
from inference.service.responses import json_bytes

routes = web.RouteTableDef()
_FOLDER = Path(__file__).resolve().parent / "page"
_KINDS = {
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".svg": "image/svg+xml",
}
_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
        "img-src 'self' blob: data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-cache",
}
_HTML = {**_HEADERS, "Content-Type": "text/html; charset=utf-8", "Vary": "Accept-Language"}


@routes.get("/")
async def index(request: web.Request) -> web.Response:
    return _page(request, "index.html")


@routes.get("/docs")
async def documentation(request: web.Request) -> web.Response:
    return _page(request, "docs.html")


@routes.get("/page/{name}")
async def static(request: web.Request) -> web.Response:
    name = request.match_info["name"]
    kind = _KINDS.get(Path(name).suffix)
    body = None if kind is None else _files().get(name)
    if kind is None or body is None:
        raise web.HTTPNotFound
    return web.Response(body=body, headers={**_HEADERS, "Content-Type": kind})


@routes.get("/openapi.json")
async def openapi(_: web.Request) -> web.Response:
    return json_bytes(_document())


@cache
def _files() -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in _FOLDER.iterdir()}


@cache
def _document() -> bytes:
    return json.dumps(document(), ensure_ascii=False).encode()


def _page(request: web.Request, name: str) -> web.Response:
    """The page in the language that the browser prefers; its script lets the reader switch."""
    language = _language(request.headers.get("Accept-Language", ""))
    body = _files()[name].replace(b'<html lang="en">', f'<html lang="{language}">'.encode())
    return web.Response(body=body, headers=_HTML)


def _language(accepted: str) -> str:
    """`ru` where Accept-Language puts Russian before English, else `en`."""
    weights = {"ru": 0.0, "en": 0.0}
    for item in accepted.split(","):
        tag, _, parameters = item.partition(";")
        code = tag.strip().lower().partition("-")[0]
        _, _, weight = parameters.strip().partition("q=")
        try:
            value = float(weight or 1)
        except ValueError:
            continue
        if code in weights:
            weights[code] = max(weights[code], value)
    return "ru" if weights["ru"] > weights["en"] else "en"
