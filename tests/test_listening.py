from __future__ import annotations

import errno
import socket
from collections.abc import AsyncIterator

import pytest
from aiohttp import web

from inference.listening import Address, ListenError, listen


@pytest.fixture
async def runner() -> AsyncIterator[web.AppRunner]:
    runner = web.AppRunner(web.Application())
    await runner.setup()
    yield runner
    await runner.cleanup()


def address(host: str = "127.0.0.1", port: int = 0) -> Address:
    return Address(host, port, "THE_HOST", "THE_PORT or --port")


async def test_a_free_address_is_listened_on(runner: web.AppRunner) -> None:
    await listen(runner, "The door", address())
    assert runner.addresses[0][0] == "127.0.0.1"


async def test_of_an_occupied_port_the_owner_is_told_two_ways_out(runner: web.AppRunner) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(ListenError) as refused:
            await listen(runner, "The door", address(port=port))
    assert str(refused.value).startswith(f"The door cannot listen on 127.0.0.1:{port} (")
    assert str(refused.value).endswith(
        "): stop the program that uses this port, or choose another with THE_PORT or --port."
    )


@pytest.mark.parametrize("host", ["256.0.0.1", "192.0.2.1"])
async def test_an_address_of_another_machine_is_no_matter_of_ports(
    runner: web.AppRunner, host: str
) -> None:
    with pytest.raises(ListenError, match="give an address of this machine as THE_HOST"):
        await listen(runner, "The door", address(host))


async def test_a_port_that_the_system_keeps_is_no_other_programs(
    runner: web.AppRunner, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def refuse(_: web.TCPSite) -> None:
        raise PermissionError(errno.EACCES, "permission denied")

    monkeypatch.setattr(
        web.TCPSite, "start", refuse
    )  # root, as which tests may run, is not refused
    with pytest.raises(ListenError, match="keeps this port for itself; choose another with THE_PO"):
        await listen(runner, "The door", address(port=80))


async def test_a_number_that_is_no_port_is_one_sentence(runner: web.AppRunner) -> None:
    with pytest.raises(ListenError, match=": choose another port with THE_PORT"):
        await listen(runner, "The door", address(port=70_000))
