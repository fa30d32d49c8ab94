"""The chat page: its static files, the files of its chats, and a photo to try."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from urllib.parse import quote

from aiohttp import web

from bot.playground.api import TELEGRAM

routes = web.RouteTableDef()
_FOLDER = Path(__file__).resolve().parent / "page"
_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
        "img-src 'self' blob: data:; media-src 'self' blob:; base-uri 'none'; form-action 'none'; "
        "frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-cache",
}
_SHOWN = frozenset({"image/jpeg", "image/png", "image/webp", "image/gif", "audio/ogg"})

SAMPLE_NAME = "china.jpg"
SAMPLE_CREDIT = {
    "author": "danielbuechele",
    "licence": "CC BY 2.0",
    "licence_url": "https://creativecommons.org/licenses/by/2.0/",
    "page_url": "https://www.flickr.com/photos/danielbuechele/6061409035/",
}
"""As scikit-learn credits it in sklearn/datasets/images/README.txt."""


@routes.get("/")
async def index(request: web.Request) -> web.StreamResponse:
    return _static("index.html", "text/html")


@routes.get("/playground/page/{name}")
async def static(request: web.Request) -> web.StreamResponse:
    kinds = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}
    name = request.match_info["name"]
    if name not in {path.name for path in _FOLDER.iterdir()} or Path(name).suffix not in kinds:
        raise web.HTTPNotFound
    return _static(name, kinds[Path(name).suffix])


def _static(name: str, kind: str) -> web.Response:
    body = (_FOLDER / name).read_bytes()
    return web.Response(body=body, content_type=kind, charset="utf-8", headers=_HEADERS)


@routes.get("/playground/files/{number:[0-9]{1,15}}")
async def chat_file(request: web.Request) -> web.StreamResponse:
    """A file of a chat: pictures to look at, everything else only to download."""
    telegram = request.app[TELEGRAM]
    file = telegram.files.get(int(request.match_info["number"]))
    if file is None or not telegram.files.location(file).is_file():
        raise web.HTTPNotFound
    shown = file.mime in _SHOWN and "download" not in request.query
    headers = {**_HEADERS, "Cache-Control": "private, max-age=31536000, immutable"}
    if shown:
        headers["Content-Type"] = file.mime
    else:
        name = quote(str(file.facts.get("file_name", f"file_{file.id}")), safe="")
        headers["Content-Type"] = "application/octet-stream"
        headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
    return web.FileResponse(telegram.files.location(file), headers=headers)


def sample_photo() -> Path | None:
    """A photo to try, from scikit-learn where it is installed; its package is not imported."""
    found = importlib.util.find_spec("sklearn")
    if found is None or found.origin is None:
        return None
    photo = Path(found.origin).parent / "datasets" / "images" / SAMPLE_NAME
    return photo if photo.is_file() else None


@routes.get("/playground/sample.jpg")
async def sample(request: web.Request) -> web.StreamResponse:
    photo = sample_photo()
    if photo is None:
        raise web.HTTPNotFound
    return web.FileResponse(photo, headers={**_HEADERS, "Content-Type": "image/jpeg"})
