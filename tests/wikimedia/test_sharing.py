from __future__ import annotations

import asyncio

from aiohttp import web

from inference.wikimedia.errors import (
    RefusedError,
)
from inference.wikimedia.transport import Transport
from tests.wikimedia.scripted import (
    Scripted,
    answer,
)


async def test_the_same_question_asked_twice_at_once_is_one_request(
    service: Scripted, transport: Transport
) -> None:
    service.acts["/a"] = [answer({"a": 1}), answer({"a": 2})]
    one, other = await asyncio.gather(
        transport.get(service.url + "/a", {"b": "1", "c": "2"}),
        transport.get(service.url + "/a", {"c": "2", "b": "1", "maxlag": "5"}),
    )
    assert one.body == other.body == b'{"a": 1}'
    assert len(service.asked) == transport.requests == 1


async def test_an_error_is_told_to_all_who_asked_together(
    service: Scripted, transport: Transport
) -> None:
    service.acts["/a"] = [answer({}, 400)]
    results = await asyncio.gather(
        *(transport.get(service.url + "/a") for _ in range(3)), return_exceptions=True
    )
    assert [type(result) for result in results] == [RefusedError] * 3
    assert len(service.asked) == 1


async def test_who_is_cancelled_takes_nothing_from_who_asked_the_same(
    service: Scripted, transport: Transport
) -> None:
    arrived, go_on = asyncio.Event(), asyncio.Event()

    async def held(_: web.Request) -> web.StreamResponse:
        arrived.set()
        await go_on.wait()
        return web.json_response({"a": 1})

    service.acts["/a"] = [held]
    one, other = (asyncio.create_task(transport.get(service.url + "/a")) for _ in range(2))
    await arrived.wait()
    one.cancel()
    await asyncio.wait([one])
    go_on.set()
    assert (await other).body == b'{"a": 1}'
    assert one.cancelled()
    assert len(service.asked) == 1


async def test_when_nobody_waits_any_more_the_request_ends_and_can_be_made_anew(
    service: Scripted, transport: Transport
) -> None:
    arrived, ended = asyncio.Event(), asyncio.Event()

    async def held(_: web.Request) -> web.StreamResponse:
        arrived.set()
        try:
            await asyncio.Event().wait()
        finally:
            ended.set()
        return web.Response()

    service.acts["/a"] = [held, answer({"a": 1})]
    alone = asyncio.create_task(transport.get(service.url + "/a"))
    await arrived.wait()
    alone.cancel()
    await asyncio.wait([alone])
    assert (await transport.get(service.url + "/a")).body == b'{"a": 1}'
    await ended.wait()
