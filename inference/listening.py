"""Listening on an address; where that fails, one sentence says what the owner can do."""

from __future__ import annotations

import errno
import socket
from dataclasses import dataclass

from aiohttp import web

from inference.errors import UserError

_NOT_OURS = (errno.EACCES, errno.EPERM)


class ListenError(UserError):
    """An address cannot be listened on."""


@dataclass(frozen=True, slots=True)
class Address:
    """Where to listen, and by which settings an owner changes that: "SERVE_PORT or --port"."""

    host: str
    port: int
    host_setting: str
    port_setting: str


async def listen(runner: web.AppRunner, who: str, address: Address) -> None:
    """Let a runner that has been set up serve an address. Raises ListenError."""
    try:
        await web.TCPSite(runner, address.host, address.port).start()
    except (OSError, OverflowError) as error:
        reason = getattr(error, "strerror", None) or error
        raise ListenError(
            f"{who} cannot listen on {address.host}:{address.port} ({reason}): "
            f"{_what_to_do(error, address)}."
        ) from None


def _what_to_do(error: Exception, address: Address) -> str:
    number = getattr(error, "errno", None)
    if isinstance(error, socket.gaierror) or number == errno.EADDRNOTAVAIL:
        return f"give an address of this machine as {address.host_setting}"
    if number in _NOT_OURS:
        return f"the system keeps this port for itself; choose another with {address.port_setting}"
    if isinstance(error, OverflowError):
        return f"choose another port with {address.port_setting}"
    return f"stop the program that uses this port, or choose another with {address.port_setting}"
