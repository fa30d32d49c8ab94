from __future__ import annotations

from pathlib import Path

import pytest
from aiohttp import ClientSession

from bot.playground import PLAYGROUND_TOKEN
from bot.playground.server import running
from bot.playground.simulation_client import Simulation
from tests.playground.conftest import RawApi


@pytest.mark.parametrize(
    "path",
    ["/", "/playground/api/state", "/playground/api/events", f"/bot{PLAYGROUND_TOKEN}/getMe"],
)
@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example:80", ""])
async def test_a_foreign_name_is_refused(
    http: ClientSession, url: str, path: str, host: str
) -> None:
    async with http.get(url + path, headers={"Host": host}) as response:
        assert response.status in (400, 403)


async def test_a_foreign_page_is_refused_everywhere(api: RawApi, http: ClientSession) -> None:
    headers = {"Origin": "https://evil.example"}
    for path in ("/playground/api/users", f"/bot{api.token}/getMe"):
        async with http.post(api.url + path, headers=headers) as response:
            assert response.status == 403
    async with http.get(
        f"{api.url}/playground/files/1", headers={"Sec-Fetch-Site": "cross-site"}
    ) as r:
        assert r.status == 403


async def test_the_own_page_is_welcome(http: ClientSession, url: str) -> None:
    async with http.post(f"{url}/playground/api/users", headers={"Origin": url}) as response:
        assert response.status == 200


async def test_a_name_can_be_allowed(tmp_path: Path, http: ClientSession) -> None:
    async with running(tmp_path, port=0, allow_hosts=["box.lan"]) as url:
        for host, status in (("box.lan:8081", 200), ("other.lan", 403)):
            address = f"{url}/playground/api/state"
            async with http.get(address, headers={"Host": host}) as response:
                assert response.status == status


async def test_the_page_brings_a_strict_content_policy(http: ClientSession, url: str) -> None:
    async with http.get(url) as response:
        policy = response.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        text = await response.text()
    assert "http://" not in text
    assert "https://" not in text
    assert "<script>" not in text


@pytest.mark.parametrize("name", ["..%2fserver.py", "server.py", "index.html%00.js", "__init__.py"])
async def test_only_the_pages_own_files_are_served(
    http: ClientSession, url: str, name: str
) -> None:
    async with http.get(f"{url}/playground/page/{name}") as response:
        assert response.status == 404


async def test_a_file_with_markup_is_downloaded_and_never_shown(
    http: ClientSession, api: RawApi
) -> None:
    async with Simulation(api.url) as simulation:
        person = await simulation.user()
        sent = await person.send_document(b"<script>alert(1)</script>", "a.html", "text/html")
        async with http.get(api.url + sent.raw["document"]["address"]) as response:
            assert response.headers["Content-Disposition"].startswith("attachment")
            assert response.content_type == "application/octet-stream"
