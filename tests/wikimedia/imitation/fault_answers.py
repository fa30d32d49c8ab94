"""How a fault looks on the wire."""

from __future__ import annotations

import math
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

from aiohttp import web

from tests.wikimedia.imitation.api import Api
from tests.wikimedia.imitation.faults import Fault
from tests.wikimedia.imitation.parameters import ApiError

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
_PAGE = (
    '<!DOCTYPE html>\n<html lang="en">\n<meta charset="utf-8">\n'
    "<title>Wikimedia Error</title>\n"
    '<div class="content"><h1>Error</h1><p>Our servers are currently under maintenance or '
    'experiencing a technical issue. Please <a href="" title="Reload this page">try again</a> '
    "in a few minutes.</p></div>\n</html>\n"
)
_STATUS = {Fault.SERVER_ERROR: 500, Fault.BAD_GATEWAY: 502, Fault.GATEWAY_TIMEOUT: 504}
_DOCUMENTS = {
    Fault.RATE_LIMITED: (
        "ratelimited",
        "You've exceeded your rate limit. Please wait some time and try again.",
    ),
    Fault.READ_ONLY: ("readonly", "The wiki is currently in read-only mode."),
    Fault.DATABASE: (
        "internal_api_error_DBQueryError",
        "[00000000-0000-0000-0000-000000000000] Caught exception of type "
        "Wikimedia\\Rdbms\\DBQueryError",
    ),
}
_TRACE = (
    "SPARQL-QUERY: queryStr={query}\njava.util.concurrent.TimeoutException\n"
    "\tat java.util.concurrent.FutureTask.get(FutureTask.java:205)\n"
    "\tat com.bigdata.rdf.sail.webapp.BigdataServlet.submitApiTask(BigdataServlet.java:292)\n"
)


async def faulty_answer(
    fault: Fault, request: web.Request, handler: Handler, api: Api | None, retry_after: int
) -> web.StreamResponse:
    if fault is Fault.RESET:
        return _cut_off(request, web.Response())
    if fault is Fault.TRUNCATED:
        return await _truncated(request, handler)
    if fault in {Fault.TOO_MANY, Fault.TOO_MANY_UNTIL}:
        wait = str(retry_after) if fault is Fault.TOO_MANY else _date_after(retry_after)
        return _page(429, {"Retry-After": wait})
    if fault is Fault.UNAVAILABLE:
        return _page(503, {"Retry-After": str(retry_after)})
    if fault in _STATUS:
        return _page(_STATUS[fault])
    if fault is Fault.HTML:
        return _page(200)
    if fault in {Fault.TIMED_OUT, Fault.TIMED_OUT_AT_ONCE}:
        return await _timed_out(request, handler, at_once=fault is Fault.TIMED_OUT_AT_ONCE)
    if api is None:
        raise LookupError(f"only the Action API has {fault.value}")
    if fault is Fault.MAXLAG:
        answer = api.refusal(api.lagged(5.0 + retry_after))
        headers = answer.headers | {"Retry-After": str(retry_after)}
    else:
        code, info = _DOCUMENTS[fault]
        answer = api.refusal(ApiError(code, info))
        headers = answer.headers
    return web.Response(text=answer.body, content_type=answer.content_type, headers=headers)


async def _truncated(request: web.Request, handler: Handler) -> web.StreamResponse:
    """The length of the whole, the first half of it, and the end of the connection."""
    whole = await handler(request) if "/thumb/" in request.path or "api" in request.path else None
    body = whole.body if isinstance(whole, web.Response) else b"\0" * 100_000
    if not isinstance(body, bytes | bytearray) or len(body) < 2:
        body = b"\0" * 100_000
    response = web.StreamResponse()
    response.content_type = whole.content_type if whole is not None else "image/jpeg"
    response.content_length = len(body)
    await response.prepare(request)
    await response.write(bytes(body[: len(body) // 2]))
    return _cut_off(request, response)


async def _timed_out(
    request: web.Request, handler: Handler, *, at_once: bool
) -> web.StreamResponse:
    """What the query service does after a minute: a stack trace, in the middle of the rows."""
    trace = _TRACE.format(query=request.query.get("query", ""))
    if at_once:
        return web.Response(status=500, text=trace, content_type="text/plain")
    whole = await handler(request)
    text = whole.text if isinstance(whole, web.Response) and whole.text else "{"
    return web.Response(
        text=text[: len(text) * 2 // 3] + trace, content_type="application/sparql-results+json"
    )


def _cut_off(request: web.Request, response: web.StreamResponse) -> web.StreamResponse:
    if request.transport is not None:
        request.transport.close()
    return response


def _page(status: int, headers: dict[str, str] | None = None) -> web.Response:
    return web.Response(status=status, text=_PAGE, content_type="text/html", headers=headers)


def _date_after(seconds: int) -> str:
    """HTTP dates have whole seconds: the first one that is not too early."""
    until = datetime.fromtimestamp(math.ceil(time.time()), UTC) + timedelta(seconds=seconds)
    return until.strftime("%a, %d %b %Y %H:%M:%S GMT")
