"""What the status and the body of a response mean (RFC 9110)."""

from __future__ import annotations

import os
from typing import NoReturn

from aiohttp import (
    ClientConnectionError,
    ClientConnectorError,
    ClientHandlerType,
    ClientOSError,
    ClientPayloadError,
    ClientRequest,
    ClientResponse,
    ServerDisconnectedError,
)
from yarl import URL

from inference.wikimedia.errors import GoneError, RefusedError, TemporaryError, TooLargeError
from inference.wikimedia.requests import Explain, web_address

OK, NOT_MODIFIED, GONE = 200, 304, (404, 410)
_FORBIDDEN = 403
_REDIRECTS = (301, 302, 303, 307, 308)
_TEMPORARY = (408, 429)
_SERVER_ERRORS = 500
_LARGEST_REASON = 64 * 1024  # bytes


async def send_once(request: ClientRequest, handler: ClientHandlerType) -> ClientResponse:
    """Middleware: aiohttp would send at once again where the service hung up, here nobody does."""
    try:
        return await handler(request)
    except ClientConnectorError:
        raise
    except (ClientOSError, ServerDisconnectedError) as error:
        raise ClientConnectionError("breaks the connection off") from error


def redirect(response: ClientResponse) -> URL | None:
    """Where a response leads. Raises RefusedError for what is no web address."""
    location = response.headers.get("Location")
    if response.status not in _REDIRECTS or location is None:
        return None
    try:
        url = response.url.join(URL(location))
    except ValueError:
        raise RefusedError(
            f"{shown(response.url)} leads to {location[:200]}, which is no address."
        ) from None
    return web_address(str(url))


async def refuse(response: ClientResponse, explain: Explain | None) -> NoReturn:
    """Raises what a status that is not the hoped-for one means."""
    status, address = response.status, shown(response.url)
    if status in GONE:
        raise GoneError(f"{address} does not exist, or no longer ({status}).")
    body = bytearray()
    async for part in response.content.iter_any():
        body += part
        if len(body) >= _LARGEST_REASON:
            break
    if explain is not None:
        explain(status, bytes(body))
    if status in _TEMPORARY or status >= _SERVER_ERRORS:
        raise TemporaryError(f"answers {status}")
    advice = " Is WIKIMEDIA_CONTACT set?" if status == _FORBIDDEN else ""
    raise RefusedError(
        f"{address} refuses the request ({status} {response.reason}).{advice}", status, bytes(body)
    )


async def read_body(response: ClientResponse, largest: int) -> bytes:
    """The whole body. Raises TooLargeError, as soon as that is known, and ClientError."""
    if (response.content_length or 0) > largest:
        raise too_large(response.url, largest)
    body = bytearray()
    async for part in response.content.iter_any():
        body += part
        if len(body) > largest:
            raise too_large(response.url, largest)
    return bytes(body)


def too_large(url: URL, largest: int) -> TooLargeError:
    return TooLargeError(f"{shown(url)} has more than {largest} bytes and is left out.")


def shown(url: URL) -> str:
    """An address for a person to read: without its parameters, and not endless."""
    return url.with_query(None).human_repr()[:200]


def reason(error: Exception) -> str:
    """What went wrong, as what is said of a host."""
    if isinstance(error, TemporaryError):
        return str(error)
    if isinstance(error, TimeoutError):
        return "does not answer in time"
    if isinstance(error, ClientPayloadError):
        return "breaks its answer off"
    if isinstance(error, ClientConnectorError):
        number = error.os_error.errno or 0
        return f"cannot be reached ({os.strerror(number) if number > 0 else error.os_error})"
    return str(error) or f"fails ({type(error).__name__})"
