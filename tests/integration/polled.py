"""A bot that polls the playground, from its session to its end."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager

from bot.app import build_bot
from bot.playground import PLAYGROUND_TOKEN
from bot.playground.simulation_client import Simulation
from bot.services import Services
from bot.settings import Settings
from bot.store import Store
from bot.updates.polling import poll


@asynccontextmanager
async def polled(
    simulation: Simulation,
    settings: Settings,
    open_services: Callable[[Store], AbstractAsyncContextManager[Services]],
) -> AsyncIterator[Services]:
    """Leaving it stops the bot; the playground runs on."""
    async with AsyncExitStack() as stack:
        bot = build_bot(PLAYGROUND_TOKEN, simulation.url)
        stack.push_async_callback(bot.session.close)
        store = await Store.open(settings.store_url)
        stack.push_async_callback(store.close)
        services = await stack.enter_async_context(open_services(store))
        services.configure(settings)
        stop = asyncio.Event()
        task = asyncio.create_task(poll(bot, services, settings, stop))
        try:
            await simulation.wait_until_connected()
            yield services
        finally:
            stop.set()
            await task
