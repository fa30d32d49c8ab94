"""upload.wikimedia.org: originals and thumbnails, with validators.

https://www.mediawiki.org/wiki/Manual:Thumb.php
https://www.mediawiki.org/wiki/Common_thumbnail_sizes
"""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime

from aiohttp import web

from tests.wikimedia.imitation.pictures import is_drawn, picture
from tests.wikimedia.imitation.thumbnails import STEPS, height_at, must_render, width_of
from tests.wikimedia.imitation.world import MediaFile, World

_BLOCK = b"\0" * 65_536
_PAGE = (
    "<!DOCTYPE html>\n<html><head><title>{0}</title></head><body><h1>{0}</h1><p>{1}</p></html>\n"
)
_THUMBNAIL_TYPES = {".png": "image/png", ".gif": "image/gif"}


class ImageHost:
    def __init__(self, world: World) -> None:
        self.world = world

    async def original(self, request: web.Request) -> web.StreamResponse:
        file = self._file(request)
        if file is None:
            return _page(404, "File not found", "The URL you requested was not found.")
        kept = _unchanged(request, file, "original")
        if kept is not None:
            return kept
        drawn = b""
        if is_drawn(file.width, file.height, file.mime):
            drawn = picture(file.name, file.width, file.height, file.mime)
        response = web.StreamResponse(headers=_headers(file, "original", file.mime))
        response.content_length = max(file.size, len(drawn))
        await response.prepare(request)
        if request.method == "HEAD":
            return response
        await response.write(drawn)
        left = response.content_length - len(drawn)
        while left > 0:  # the rest of the size that imageinfo tells
            await response.write(_BLOCK[:left])
            left -= len(_BLOCK)
        return response

    async def thumbnail(self, request: web.Request) -> web.StreamResponse:
        file = self._file(request)
        name = request.match_info["thumbnail"]
        width = width_of(file, name) if file is not None else None
        if file is None or width is None:
            return _page(404, "File not found", "The URL you requested was not found.")
        if width not in STEPS and not (must_render(file) and width == file.width):
            return _page(
                429,
                "Error",
                "Use thumbnail steps listed on https://w.wiki/GHai. Please contact "
                "noc@wikimedia.org for further information (a765913)",
            )
        if width > file.width and file.mime != "image/svg+xml":
            return _page(400, "Error generating thumbnail", "The requested width is too large.")
        kept = _unchanged(request, file, name)
        if kept is not None:
            return kept
        mime = _THUMBNAIL_TYPES.get(name[-4:].lower(), "image/jpeg")
        body = picture(file.name, width, height_at(file, width), mime)
        return web.Response(body=body, headers=_headers(file, name, mime))

    def _file(self, request: web.Request) -> MediaFile | None:
        key = request.match_info["key"].replace("_", " ")
        file = self.world.files.get(key)
        if file is None or file.lost or file.missing:
            return None
        folder = f"{request.match_info['a']}/{request.match_info['ab']}"
        return file if folder == file.folder else None


def _headers(file: MediaFile, name: str, mime: str) -> dict[str, str]:
    uploaded = datetime.fromisoformat(file.uploaded).astimezone(UTC)
    return {
        "Content-Type": mime,
        "ETag": _etag(file, name),
        "Last-Modified": uploaded.strftime("%a, %d %b %Y %H:%M:%S GMT"),
        "Access-Control-Allow-Origin": "*",
    }


def _etag(file: MediaFile, name: str) -> str:
    text = f"{file.name} {file.uploaded} {name}"
    return f'"{hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()}"'


def _unchanged(request: web.Request, file: MediaFile, name: str) -> web.Response | None:
    headers = _headers(file, name, file.mime)
    asked = request.headers.get("If-None-Match")
    if asked is not None:
        same = asked.removeprefix("W/") == headers["ETag"]
    else:
        same = request.headers.get("If-Modified-Since") == headers["Last-Modified"]
    if not same:
        return None
    del headers["Content-Type"]
    return web.Response(status=304, headers=headers)


def _page(status: int, title: str, text: str) -> web.Response:
    return web.Response(
        status=status, text=_PAGE.format(title, text), content_type="text/html", charset="utf-8"
    )
