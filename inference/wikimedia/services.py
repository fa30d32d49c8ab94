"""The services together, as the settings name them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path

from inference.wikimedia.action_api import ActionApi
from inference.wikimedia.cache import HttpCache
from inference.wikimedia.errors import ServiceAwayError
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
    """The services, for the time of the block.

    Raises ServiceAwayError while another process has them from the same DATA_DIR: two would ask
    twice as much at once as one may.
    """
    folder = settings.wikimedia_cache
    with _alone(folder):
        agent = user_agent(settings.wikimedia_contact)
        async with Transport(HttpCache(folder), agent) as transport:
            yield Services(
                transport,
                ActionApi(transport, settings.wikidata_api_url),
                ActionApi(transport, settings.commons_api_url),
                settings.wikidata_sparql_url,
            )


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    import fcntl  # of POSIX alone

    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise ServiceAwayError(
                f"Another command asks Wikimedia with the cache in {folder}; wait until it has "
                f"ended."
            ) from None
        yield
