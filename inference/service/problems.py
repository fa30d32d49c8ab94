"""Errors as the service tells them: application/problem+json, RFC 9457, with a `code`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from http import HTTPStatus

from aiohttp import web

_STATUS = {
    "bad_request": 400,
    "no_photo": 400,
    "unauthorized": 401,
    "not_found": 404,
    "unknown_city": 404,
    "unknown_place": 404,
    "method_not_allowed": 405,
    "too_large": 413,
    "unsupported_media_type": 415,
    "internal_error": 500,
    "busy": 503,
    "starting": 503,
    "timeout": 504,
}
CODES = tuple(_STATUS)
"""All codes but those of refused photos, which are `inference.images.Refusal`."""

_HEADERS = {
    "busy": {"Retry-After": "1"},
    "starting": {"Retry-After": "1"},
    "unauthorized": {"WWW-Authenticate": "Bearer"},
}


class ProblemError(Exception):
    """What a client is told instead of an answer; `detail` says what to do."""

    def __init__(
        self,
        code: str,
        detail: str,
        *,
        status: int | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(detail)
        self.code = code
        self.status = status or _STATUS[code]
        self.headers = {**_HEADERS.get(code, {}), **(headers or {})}

    def response(self) -> web.Response:
        document = {
            "type": "about:blank",
            "title": HTTPStatus(self.status).phrase,
            "status": self.status,
            "detail": str(self),
            "code": self.code,
        }
        return web.Response(
            body=json.dumps(document, ensure_ascii=False).encode(),
            status=self.status,
            headers={**self.headers, "Content-Type": "application/problem+json"},
        )
