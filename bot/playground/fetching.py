"""A client for addresses that bots name: it connects to public addresses only.

Otherwise sendPhoto by URL would show a bot whatever this machine can reach.
https://cheatsheetseries.owasp.org/cheatsheets/Server_Side_Request_Forgery_Prevention_Cheat_Sheet.html
"""

from __future__ import annotations

import ipaddress
import socket
from importlib.metadata import version

from aiohttp import ClientSession, DummyCookieJar, TCPConnector
from aiohttp.connector import AddrInfoType

# Image servers such as Wikimedia's refuse programs that do not name themselves.
_AGENT = f"Orientir/{version('orientir')} (local playground, in the place of Telegram)"
_NAT64 = ipaddress.ip_network("64:ff9b::/96")


def fetching_session(*, allow_private: bool) -> ClientSession:
    """A client without cookies; unless `allow_private`, other addresses are OSErrors to it."""
    factory = None if allow_private else _public_socket
    return ClientSession(
        headers={"User-Agent": _AGENT},
        connector=TCPConnector(socket_factory=factory),
        cookie_jar=DummyCookieJar(),
    )


def _public_socket(target: AddrInfoType) -> socket.socket:
    # Asked for every connection with the address it really goes to, so that neither a redirect
    # nor a name that resolves differently the second time gets around the check.
    family, kind, protocol, _, address = target
    if not is_public(str(address[0])):
        raise OSError(f"{address[0]} is not a public address")
    return socket.socket(family, kind, protocol)


def is_public(text: str) -> bool:
    """Whether an IP address is routed globally, also where it carries an IPv4 address inside."""
    address = ipaddress.ip_address(text)
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour
        if inner is None and address in _NAT64:
            inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if inner is not None:
            address = inner
    return address.is_global and not address.is_multicast
