"""A made-up Kazan on a local imitation of the services, and a transport that need not wait."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from inference.wikimedia.action_api import ActionApi
from inference.wikimedia.cache import HttpCache
from inference.wikimedia.services import Services
from inference.wikimedia.transport import Transport
from tests.wikimedia.conftest import cache, service, time, transport
from tests.wikimedia.imitation import Faults, Imitation, Limits, make_world
from tests.wikimedia.scripted import AGENT

__all__ = ["cache", "imitation", "service", "services", "time", "transport"]


@pytest.fixture
async def imitation() -> AsyncIterator[Imitation]:
    """Twelve places with four free photos each, continued often, a few of the requests failing."""
    world = make_world(places=12, photos=4)
    limits, faults = (
        Limits(members=7, categories=5, transforms=3),
        Faults(share=0.05, retry_after=0),
    )
    async with Imitation(world, faults=faults, limits=limits, latency=0) as imitation:
        yield imitation


@pytest.fixture
async def services(imitation: Imitation, tmp_path: Path) -> AsyncIterator[Services]:
    async with Transport(HttpCache(tmp_path / "kept"), AGENT, sleep=_no_time) as asked:
        yield Services(
            asked,
            ActionApi(asked, imitation.wikidata_api_url),
            ActionApi(asked, imitation.commons_api_url),
            imitation.sparql_url,
        )


async def _no_time(seconds: float) -> None:
    """The faults here ask for no pause, so that tests need not keep one."""
    await asyncio.sleep(0)
