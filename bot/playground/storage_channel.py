"""The storage chat of a bot on the playground, where nobody sets one: a channel of its own."""

from __future__ import annotations

import logging
from contextlib import suppress

from aiohttp import ClientError

from bot.playground.simulation_client import Simulation, SimulationError
from bot.store import Store

log = logging.getLogger(__name__)

_KEY = "playground_storage_channel"


async def storage_channel(url: str, store: Store) -> int | None:
    """The channel's id, made at the first start and remembered; None where it cannot be made."""
    try:
        async with Simulation(url) as simulation:
            if (known := await store.recall(_KEY)) is not None:
                # The playground's folder may have been deleted since.
                with suppress(SimulationError):
                    await simulation.call("GET", f"/chats/{known}", bot=simulation.bot_id)
                    return int(known)
            channel = await simulation.channel()
    except (ClientError, SimulationError, TimeoutError) as error:
        log.warning("The playground has no storage channel: %s", error)
        return None
    await store.remember(_KEY, str(channel))
    return channel
