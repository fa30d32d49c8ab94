"""Media by URL: fetched from public addresses, and from nowhere else unless that is allowed."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
from aiohttp import ClientConnectorError, ClientSession, web
from yarl import URL

from bot.playground.fetching import fetching_session, is_public
from bot.playground.server import running
from bot.playground.simulation_client import Person, Simulation
from tests.playground.conftest import RawApi

FAILED = "Bad Request: failed to get HTTP URL content"


class PhotoServer:
    """A server on loopback with one photo, a redirect to it, and a count of who came."""

    def __init__(self, photo: bytes) -> None:
        self._photo = photo
        self.port = 0
        self.visits = 0

    async def _serve(self, request: web.Request) -> web.Response:
        self.visits += 1
        return web.Response(body=self._photo, content_type="image/jpeg")

    async def _redirect(self, request: web.Request) -> web.Response:
        raise web.HTTPFound(request.query["to"])

    async def _page(self, request: web.Request) -> web.Response:
        return web.Response(text="<p>No photo</p>", content_type="text/html")

    async def start(self) -> web.AppRunner:
        app = web.Application()
        app.router.add_get("/page.html", self._page)
        app.router.add_get("/photo.jpg", self._serve)
        app.router.add_get("/elsewhere", self._redirect)
        runner = web.AppRunner(app)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        self.port = runner.addresses[0][1]
        return runner

    def address(self, path: str, host: str = "127.0.0.1") -> str:
        return f"http://{host}:{self.port}{path}"


@pytest.fixture
async def server(picture: Callable[..., bytes]) -> AsyncIterator[PhotoServer]:
    photos = PhotoServer(picture(640, 480))
    runner = await photos.start()
    yield photos
    await runner.cleanup()


async def test_a_photo_comes_from_an_address_where_private_ones_are_allowed(
    tmp_path: Path, http: ClientSession, server: PhotoServer
) -> None:
    async with (
        running(tmp_path, port=0, allow_private_urls=True) as url,
        Simulation(url) as simulation,
    ):
        api, person = RawApi(http, url), await simulation.user()
        await person.send_text("/start")
        for path in ("/photo.jpg", "/elsewhere?to=/photo.jpg"):
            sent = await api("sendPhoto", chat_id=person.id, photo=server.address(path))
            assert sent.result["photo"][-1]["width"] == 640
        missing = await api("sendPhoto", chat_id=person.id, photo=server.address("/none.jpg"))
        assert missing.refusal == FAILED
        assert await simulation.uploads() == 0


@pytest.mark.parametrize(
    ("path", "alone", "in_an_album"),
    [
        ("/none.jpg", FAILED, "WEBPAGE_CURL_FAILED"),
        (
            "/page.html",
            "Bad Request: wrong type of the web page content",
            "WEBPAGE_MEDIA_EMPTY",
        ),
    ],
)
async def test_an_album_names_the_item_whose_address_is_of_no_use(
    tmp_path: Path,
    http: ClientSession,
    server: PhotoServer,
    path: str,
    alone: str,
    in_an_album: str,
) -> None:
    async with (
        running(tmp_path, port=0, allow_private_urls=True) as url,
        Simulation(url) as simulation,
    ):
        api, person = RawApi(http, url), await simulation.user()
        await person.send_text("/start")
        lone = await api("sendPhoto", chat_id=person.id, photo=server.address(path))
        assert (lone.status, lone.refusal) == (400, alone)
        media = [
            {"type": "photo", "media": server.address(each)} for each in ("/photo.jpg", path, path)
        ]
        album = await api("sendMediaGroup", chat_id=person.id, media=json.dumps(media))
        assert (album.status, album.refusal) == (
            400,
            f'Bad Request: failed to send message #2 with the error message "{in_an_album}"',
        )
        await person.expect_silence(0)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "127.1", "[::ffff:127.0.0.1]"])
@pytest.mark.parametrize(("method", "part"), [("sendPhoto", "photo"), ("sendDocument", "document")])
async def test_no_bot_reads_what_only_this_machine_reaches(
    api: RawApi, anna: Person, server: PhotoServer, host: str, method: str, part: str
) -> None:
    address = server.address("/photo.jpg", host)
    answer = await api(method, chat_id=anna.chat_id, **{part: address})
    assert (answer.status, answer.refusal) == (400, FAILED)
    assert server.visits == 0


async def test_a_redirect_does_not_lead_past_the_check(
    server: PhotoServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The first address stands for a public one; the second is loopback by another name.
    monkeypatch.setattr("bot.playground.fetching.is_public", lambda address: address == "127.0.0.1")
    target = URL("http://[::1]").with_port(server.port).with_path("/photo.jpg")
    address = URL(server.address("/elsewhere")).with_query(to=str(target))
    async with fetching_session(allow_private=False) as session:
        with pytest.raises(ClientConnectorError) as refusal:
            await session.get(address)
    assert str(refusal.value.os_error) == "::1 is not a public address"
    assert server.visits == 0


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("8.8.8.8", True),
        ("2606:4700:4700::1111", True),
        ("::ffff:8.8.8.8", True),
        ("10.0.0.1", False),
        ("100.64.0.1", False),
        ("127.0.0.1", False),
        ("169.254.169.254", False),
        ("172.16.0.1", False),
        ("192.168.1.1", False),
        ("0.0.0.0", False),  # noqa: S104
        ("224.0.0.1", False),
        ("::", False),
        ("::1", False),
        ("fd00::1", False),
        ("fe80::1%eth0", False),
        ("ff02::1", False),
        ("::ffff:127.0.0.1", False),
        ("2002:7f00:1::", False),
        ("64:ff9b::a00:1", False),
    ],
)
def test_public_addresses_are_those_routed_globally(address: str, public: bool) -> None:
    assert is_public(address) is public
