"""What an answer other than 200 means (RFC 9457)."""

from __future__ import annotations

import json
from typing import NoReturn

from inference.errors import UserError
from inference.images import ImageError, Refusal
from inference.protocol import AwayError, BusyError

_UNAUTHORIZED = 401
_NOT_FOUND = 404
_REFUSED = (413, 422)
_UNAVAILABLE = 503
_GATEWAY_ERRORS = (502, _UNAVAILABLE, 504)


class ServiceError(Exception):
    """The service answers what it should not: a fault of it, or another program at its address."""


class RefusedKeyError(AwayError, UserError):
    """The service does not take the API key."""


class UnknownCityError(Exception):
    """The service's catalogue does not have the city that this program's has."""


def refuse(status: int, content: bytes) -> NoReturn:
    """Raises what the answer stands for.

    BusyError, AwayError, RefusedKeyError, UnknownCityError, ImageError, else ServiceError.
    """
    try:
        problem = json.loads(content)
    except ValueError:
        problem = None
    if not isinstance(problem, dict):  # a proxy's page
        problem = {}
    code = str(problem.get("code") or "")
    detail = str(problem.get("detail") or problem.get("title") or "no reason given")[:300]
    if status == _UNAVAILABLE and code == "busy":
        raise BusyError(detail)
    if status in _GATEWAY_ERRORS:
        raise AwayError(f"it answers {status}: {detail}")
    if status == _UNAUTHORIZED:
        raise RefusedKeyError("it does not take API_KEY: set the same one here and there")
    if status == _NOT_FOUND and code == "unknown_city":
        raise UnknownCityError(detail)
    if status in _REFUSED and code in [*Refusal]:
        raise ImageError(Refusal(code), detail)
    raise ServiceError(f"The inference service answers {status}: {detail}")
