"""The services together, as the settings name them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from inference.wikimedia.action_api import ActionApi
from inference.wikimedia.cache import HttpCache
from inference.wikimedia.settings import WikimediaSettings, user_agent
from inference.wikimedia.transport import Transport


@dataclass(frozen=True, slots=True)
class Services:
    """What is asked, all through one transport."""

    transport: Transport
    wikidata: ActionApi
    commons: ActionApi
    sparql_url: str


@asynccontextmanager
async def services(settings: WikimediaSettings) -> AsyncIterator[Services]:
    """The services, for the time of the block."""
    cache = HttpCache(settings.wikimedia_cache)
    async with Transport(cache, user_agent(settings.wikimedia_contact)) as transport:
        yield Services(
            transport,
            ActionApi(transport, settings.wikidata_api_url),
            ActionApi(transport, settings.commons_api_url),
            settings.wikidata_sparql_url,
        )
