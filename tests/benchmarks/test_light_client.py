from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from benchmarks.light_client import AnswerError, Answers, ask, form, request


class Server:
    """Notes what it is asked, in the order of arrival."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.forms: list[dict[str, object]] = []
        self.connections: set[object] = set()
        self.status = 200

    async def say(self, asked: web.Request) -> web.Response:
        self.connections.add(asked.transport)
        self.asked.append(asked.path_qs)
        return web.Response(text="said", status=self.status)

    async def take(self, asked: web.Request) -> web.Response:
        posted = await asked.post()
        self.forms.append(
            {
                name: (value.content_type, value.file.read())
                if isinstance(value, web.FileField)
                else value
                for name, value in posted.items()
            }
        )
        return web.json_response({})


@pytest.fixture
def server() -> Server:
    return Server()


@pytest.fixture
async def url(server: Server) -> AsyncIterator[str]:
    app = web.Application()
    app.router.add_get("/{tail:.*}", server.say)
    app.router.add_post("/form", server.take)
    async with TestServer(app) as running:
        yield str(running.make_url("")).rstrip("/")


async def test_all_is_asked_once_over_as_many_connections_as_callers(
    server: Server, url: str
) -> None:
    answers = Answers()
    requests = [request("GET", f"/v1/search?q={number}") for number in range(40)]
    await ask(url, requests, 4, answers, None)
    assert sorted(server.asked) == sorted(f"/v1/search?q={number}" for number in range(40))
    assert len(server.connections) == 4
    assert answers.document()["answers"] == 40


async def test_for_a_time_the_requests_are_sent_in_turn(server: Server, url: str) -> None:
    answers = Answers()
    await ask(url, [request("GET", "/a"), request("GET", "/b")], 1, answers, 0.1)
    assert server.asked[:4] == ["/a", "/b", "/a", "/b"]
    assert len(answers.seconds) == len(server.asked)


async def test_a_form_arrives_as_it_was_meant(server: Server, url: str) -> None:
    photo = bytes(range(256))
    sent = form("/form", {"city": "Нижний Новгород"}, {"image_file": photo})
    await ask(url, [sent], 1, Answers(), None)
    assert server.forms == [{"city": "Нижний Новгород", "image_file": ("image/jpeg", photo)}]


async def test_anything_but_200_ends_it_with_a_sentence(server: Server, url: str) -> None:
    server.status = 503
    with pytest.raises(AnswerError, match="503 service unavailable: said"):
        await ask(url, [request("GET", "/a")], 2, Answers(), None)
