from __future__ import annotations

from pathlib import Path

import pytest
from aiohttp import ClientSession

from inference.wikimedia.commons import read_files
from inference.wikimedia.entities import find_cities
from inference.wikimedia.errors import ServiceAwayError
from inference.wikimedia.services import services
from inference.wikimedia.settings import WikimediaSettings
from inference.wikimedia.sparql import items_within
from tests.wikimedia.imitation import Imitation, make_world
from tests.wikimedia.imitation.making import CENTRE


def settings(folder: Path, imitation: Imitation) -> WikimediaSettings:
    return WikimediaSettings(
        data_dir=folder,
        wikidata_api_url=imitation.wikidata_api_url,
        wikidata_sparql_url=imitation.sparql_url,
        commons_api_url=imitation.commons_api_url,
        wikimedia_contact="me@example.org",
    )


@pytest.fixture(autouse=True)
def _elsewhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Where no `.env` is read."""
    monkeypatch.chdir(tmp_path)


async def test_every_service_is_asked_at_its_own_address_through_one_transport(
    tmp_path: Path,
) -> None:
    world = make_world(places=3, photos=1, oddities=False)
    photo = next(iter(world.files.values())).title
    async with Imitation(world, latency=0) as imitation:
        for _ in range(2):
            async with services(settings(tmp_path, imitation)) as own:
                assert [city.id for city in await find_cities(own.wikidata, "Казань", "ru")]
                assert list(await read_files(own.commons, [photo])) == [photo]
                await items_within(own.transport, own.sparql_url, *CENTRE, 1, ["Q33506"])
    # A search, its entities, a file and a query: once each, for what was told is kept.
    assert len(imitation.log) == 4
    assert own.transport.requests == 0
    assert own.transport.cached == 4
    assert any((tmp_path / "wikimedia").iterdir())
    (agent,) = imitation.log.user_agents()
    assert "(me@example.org)" in agent


async def test_connections_end_with_the_block(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed: list[ClientSession] = []
    close = ClientSession.close

    async def noted(session: ClientSession) -> None:
        closed.append(session)
        await close(session)

    monkeypatch.setattr(ClientSession, "close", noted)
    async with Imitation(make_world(places=1, photos=1), latency=0) as imitation:
        with pytest.raises(LookupError):
            async with services(settings(tmp_path, imitation)):
                raise LookupError
    assert [session.closed for session in closed] == [True]


async def test_two_commands_do_not_ask_at_once(tmp_path: Path) -> None:
    async with Imitation(make_world(places=1, photos=1), latency=0) as imitation:
        async with services(settings(tmp_path, imitation)):
            with pytest.raises(ServiceAwayError, match="wait until it has ended"):
                async with services(settings(tmp_path, imitation)):
                    pass
        async with services(settings(tmp_path, imitation)):
            pass
