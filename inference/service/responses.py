"""Answers as JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from aiohttp import web

_JSON = {"Content-Type": "application/json; charset=utf-8"}


def json_response(document: Any, headers: Mapping[str, str] | None = None) -> web.Response:
    text = json.dumps(document, ensure_ascii=False, allow_nan=False)
    return json_bytes(text.encode(), headers)


def json_bytes(body: bytes, headers: Mapping[str, str] | None = None) -> web.Response:
    """A document that is JSON already."""
    return web.Response(body=body, headers={**_JSON, **headers} if headers else _JSON)
