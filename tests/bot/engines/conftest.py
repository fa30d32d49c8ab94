"""What answers the bot, over a catalogue that may be changed meanwhile."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from bot.engines import answering
from bot.services import Services
from bot.settings import Settings
from bot.store import Store

PLACE = "NEW,Обсерватория на холме,,architecture,architecture,Ярославль,57.6,39.8,\n"


@pytest.fixture
def asked() -> asyncio.Event:
    return asyncio.Event()


@pytest.fixture
async def services(settings: Settings, asked: asyncio.Event) -> AsyncIterator[Services]:
    store = await Store.open(settings.store_url)
    async with answering(settings, store, asked) as services:
        yield services
    await store.close()
