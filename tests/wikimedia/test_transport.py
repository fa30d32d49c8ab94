from __future__ import annotations

import asyncio
import gzip
from pathlib import Path

import pytest
from aiohttp import web

from inference.wikimedia.cache import HttpCache
from inference.wikimedia.errors import (
    RefusedError,
    ServiceAwayError,
    TemporaryError,
)
from inference.wikimedia.transport import Answer, Transport
from tests.wikimedia.scripted import (
    AGENT,
    DAY,
    Scripted,
    Time,
    a_while,
    answer,
    body,
    nothing_kept,
)


async def test_an_answer_is_whole_and_names_its_file(
    service: Scripted, transport: Transport
) -> None:
    service.acts["/a.jpg"] = [body(b"picture", "image/jpeg")]
    found = await transport.get(service.url + "/a.jpg", accept="image/jpeg")
    assert (found.body, found.content_type) == (b"picture", "image/jpeg")
    assert found.path.read_bytes() == b"picture"
    assert service.asked[0].headers["User-Agent"] == AGENT
    assert service.asked[0].headers["Accept"] == "image/jpeg"


async def test_parameters_arrive_as_they_were_given(
    service: Scripted, transport: Transport
) -> None:
    params = {"titles": "Q1|Q2 & ?+%20", "name": "Казань"}
    await transport.get(service.url + "/api?format=json", params)
    assert service.asked[0].query == {"format": "json", **params}


async def test_a_compressed_answer_is_unpacked(service: Scripted, transport: Transport) -> None:
    packed = gzip.compress(b'{"a": 1}')
    service.acts["/a"] = [body(packed, "application/json", Content_Encoding="gzip")]
    assert (await transport.get(service.url + "/a")).body == b'{"a": 1}'


async def test_two_requests_are_in_flight_at_most_to_their_last_byte(
    service: Scripted, transport: Transport
) -> None:
    two = asyncio.Barrier(2)

    async def slow(request: web.Request) -> web.StreamResponse:
        """Ends only when two are half-way at the same time."""
        response = web.StreamResponse(headers={"Content-Length": "4"})
        await response.prepare(request)
        await response.write(b"ha")
        await two.wait()
        await a_while()
        await response.write(b"lf")
        return response

    paths = [f"/{number}" for number in range(20)]
    for path in paths:
        service.acts[path] = [slow]
    answers = await asyncio.gather(*(transport.get(service.url + path) for path in paths))
    assert [found.body for found in answers] == [b"half"] * 20
    assert service.most_in_flight == 2
    assert sorted(service.paths()) == sorted(paths)


async def test_who_waits_to_try_again_is_in_nobodys_way(
    service: Scripted, cache: HttpCache, time: Time
) -> None:
    asleep = asyncio.Semaphore(0)

    async def sleep_for_ever(_: float) -> None:
        asleep.release()
        await asyncio.Event().wait()

    for path in ("/a", "/b"):
        service.acts[path] = [answer({}, 503)]
    async with Transport(cache, AGENT, sleep=sleep_for_ever, clock=time) as transport:
        waiting = [asyncio.create_task(transport.get(service.url + path)) for path in ("/a", "/b")]
        for _ in waiting:
            await asleep.acquire()
        assert (await transport.get(service.url + "/c")).body == b"{}"
        for task in waiting:
            task.cancel()
        await asyncio.wait(waiting)


async def test_a_fresh_answer_is_not_asked_for_again_by_any_process(
    service: Scripted, transport: Transport, cache: HttpCache, time: Time
) -> None:
    first = await transport.get(service.url + "/a")
    time.now += 30 * DAY - 1
    async with Transport(cache, AGENT, clock=time) as later:
        assert await later.get(service.url + "/a") == first
        assert (later.requests, later.cached) == (0, 1)
    assert (transport.requests, transport.cached) == (1, 0)
    assert len(service.asked) == 1


async def test_an_old_answer_is_asked_for_with_what_tells_whether_it_still_holds(
    service: Scripted, transport: Transport, time: Time
) -> None:
    changed = "Sat, 01 Jan 2000 00:00:00 GMT"
    service.acts["/a"] = [
        body(b"picture", ETag='"v1"', Last_Modified=changed),
        body(b"", status=304),
    ]
    await transport.get(service.url + "/a")
    time.now += 31 * DAY
    assert (await transport.get(service.url + "/a")).body == b"picture"
    assert service.asked[1].headers["If-None-Match"] == '"v1"'
    assert service.asked[1].headers["If-Modified-Since"] == changed
    time.now += 29 * DAY  # it counts anew
    assert (await transport.get(service.url + "/a")).body == b"picture"
    assert len(service.asked) == 2


async def test_an_old_answer_that_has_changed_is_replaced(
    service: Scripted, transport: Transport, time: Time
) -> None:
    service.acts["/a"] = [body(b"old", ETag='"v1"'), body(b"new", ETag='"v2"')]
    await transport.get(service.url + "/a")
    time.now += 31 * DAY
    for _ in range(2):
        assert (await transport.get(service.url + "/a")).body == b"new"
    assert len(service.asked) == 2


async def test_a_damaged_answer_is_asked_for_whole(service: Scripted, transport: Transport) -> None:
    service.acts["/a"] = [body(b"picture", ETag='"v1"')]
    (await transport.get(service.url + "/a")).path.write_bytes(b"pict")
    assert (await transport.get(service.url + "/a")).body == b"picture"
    assert "If-None-Match" not in service.asked[1].headers


async def test_an_unasked_not_modified_is_no_answer(
    service: Scripted, transport: Transport, tmp_path: Path
) -> None:
    service.acts["/a"] = [body(b"", status=304)]
    with pytest.raises(RefusedError, match="304"):
        await transport.get(service.url + "/a")
    assert nothing_kept(tmp_path)


def only_good(found: Answer) -> None:
    if found.body != b"good":
        raise TemporaryError(f"sends {found.body.decode()}", 30.0)


async def test_an_answer_that_fails_its_check_is_tried_again_and_not_kept(
    service: Scripted, transport: Transport, time: Time
) -> None:
    began = time.now
    service.acts["/a"] = [body(b"bad"), body(b"bad", Retry_After="5"), body(b"good")]
    found = await transport.get(service.url + "/a", check=only_good)
    assert found.body == found.path.read_bytes() == b"good"
    # The header says it better than the check does.
    assert [asked.at - began for asked in service.asked] == [0, 30, 35]


async def test_an_answer_that_fails_its_check_for_good_leaves_the_old_one(
    service: Scripted, transport: Transport, cache: HttpCache, time: Time
) -> None:
    service.acts["/a"] = [body(b"good"), body(b"bad")]
    found = await transport.get(service.url + "/a", check=only_good)
    time.now += 31 * DAY
    with pytest.raises(ServiceAwayError, match=r"127\.0\.0\.1 sends bad; run"):
        await transport.get(service.url + "/a", check=only_good)
    assert found.path.read_bytes() == b"good"


async def test_what_a_check_raises_otherwise_is_for_who_asked(
    service: Scripted, transport: Transport, tmp_path: Path
) -> None:
    def refuse(_: Answer) -> None:
        raise KeyError("mine")

    with pytest.raises(KeyError, match="mine"):
        await transport.get(service.url + "/a", check=refuse)
    assert len(service.asked) == 1
    assert nothing_kept(tmp_path)


async def test_who_asked_may_know_better_what_an_error_means(
    service: Scripted, transport: Transport
) -> None:
    def explain(status: int, text: bytes) -> None:
        if b"TimeoutException" in text:
            raise KeyError(status)

    service.acts["/a"] = [body(b"java.util.concurrent.TimeoutException", status=500)]
    service.acts["/b"] = [body(b"out of memory", status=500), answer({"b": 1})]
    with pytest.raises(KeyError):
        await transport.get(service.url + "/a", explain=explain)
    assert (await transport.get(service.url + "/b", explain=explain)).body == b'{"b": 1}'
    assert service.paths() == ["/a", "/b", "/b"]


async def test_what_is_in_flight_when_the_work_is_broken_off_is_kept(
    service: Scripted, cache: HttpCache, time: Time
) -> None:
    arrived = asyncio.Event()

    async def late(_: web.Request) -> web.Response:
        arrived.set()
        await a_while()
        return web.Response(body=b"{}", content_type="application/json")

    service.acts["/late"] = [late]
    async with Transport(cache, AGENT, sleep=time.sleep, clock=time) as transport:
        asking = asyncio.create_task(transport.get(f"{service.url}/late"))
        await arrived.wait()
        asking.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asking
    async with Transport(cache, AGENT, sleep=time.sleep, clock=time) as transport:
        assert (await transport.get(f"{service.url}/late")).body == b"{}"
    assert service.paths() == ["/late"]
