"""Middleware: whatever goes wrong becomes a problem, and takes no longer than it may."""

from __future__ import annotations

import asyncio
import logging

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from inference.protocol import BusyError, ClosedError, DeadlineError
from inference.service.problems import ProblemError

log = logging.getLogger(__name__)

_CODES = {
    404: ("not_found", "There is nothing at this address; /docs shows what there is."),
    405: ("method_not_allowed", "This address takes other methods; the header Allow names them."),
    413: ("too_large", "The body is larger than this service takes."),
    415: ("unsupported_media_type", "The body is of a kind that this service does not read."),
}


def problems(seconds: float) -> Middleware:
    """Middleware that answers every error as application/problem+json, after `seconds` at most."""

    late = ProblemError("timeout", f"No answer within {seconds:g} seconds.")

    @web.middleware
    async def answer(request: web.Request, handler: Handler) -> web.StreamResponse:
        try:
            async with asyncio.timeout(seconds) as limit:
                return await handler(request)
        except DeadlineError:
            return late.response()
        except TimeoutError:
            return late.response() if limit.expired() else _unexpected(request)
        except ProblemError as problem:
            return problem.response()
        except (BusyError, ClosedError):
            return ProblemError("busy", "Too many requests wait; try again in a moment.").response()
        except web.HTTPException as error:
            if error.status < 400:
                raise
            return _of_aiohttp(error).response()
        except Exception:
            return _unexpected(request)

    return answer


def _of_aiohttp(error: web.HTTPException) -> ProblemError:
    code, detail = _CODES.get(error.status, ("bad_request", error.reason))
    allow = error.headers.get("Allow")
    headers = {} if allow is None else {"Allow": allow}
    return ProblemError(code, detail, status=error.status, headers=headers)


def _unexpected(request: web.Request) -> web.Response:
    log.exception("%s %s failed.", request.method, request.path)
    return ProblemError("internal_error", "Something went wrong; the log says what.").response()
