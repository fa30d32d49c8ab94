"""A transport whose time is the test's, and a server for it to ask."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from inference.wikimedia.cache import HttpCache
from inference.wikimedia.transport import Transport
from tests.wikimedia.scripted import AGENT, Scripted, Time


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
def cache(tmp_path: Path) -> HttpCache:
    return HttpCache(tmp_path / "wikimedia")


@pytest.fixture
async def service(time: Time) -> AsyncIterator[Scripted]:
    async with Scripted(time).listening() as service:
        yield service


@pytest.fixture
async def transport(service: Scripted, cache: HttpCache, time: Time) -> AsyncIterator[Transport]:
    async with Transport(cache, AGENT, sleep=time.sleep, clock=time) as transport:
        yield transport
