from __future__ import annotations

import asyncio
from collections.abc import Callable
from email.utils import formatdate
from pathlib import Path

import pytest
from aiohttp import web

from inference.wikimedia.errors import (
    ServiceAwayError,
)
from inference.wikimedia.pauses import Pauses, retry_after
from inference.wikimedia.transport import Transport
from tests.wikimedia.scripted import (
    Scripted,
    Time,
    answer,
)


def in_seconds(seconds: int) -> dict[str, str]:
    return {"Retry_After": str(seconds)}


def as_date(seconds: int) -> dict[str, str]:
    """By a clock that goes wrong: only the difference counts."""
    return {"Date": formatdate(5e8, usegmt=True), "Retry_After": formatdate(5e8 + seconds, True)}


@pytest.mark.parametrize("said", [in_seconds, as_date])
@pytest.mark.parametrize("status", [429, 503, 500])
async def test_nobody_asks_a_host_before_the_time_that_it_asked_for(
    service: Scripted,
    transport: Transport,
    time: Time,
    said: Callable[[int], dict[str, str]],
    status: int,
) -> None:
    began = time.now
    service.acts["/0"] = [answer({}, status, **said(120)), answer({"late": True})]
    paths = [f"/{number}" for number in range(12)]
    answers = await asyncio.gather(*(transport.get(service.url + path) for path in paths))
    assert answers[0].body == b'{"late": true}'
    # The other of the two slots may have been under way already.
    assert len(service.asked) == 13
    assert [asked.at - began for asked in service.asked[2:]] == [120] * 11


async def test_a_pause_holds_for_a_question_that_comes_in_the_midst_of_it(
    service: Scripted, transport: Transport, time: Time
) -> None:
    began = time.now
    service.acts["/a"] = [answer({}, 429, Retry_After="100")]
    with pytest.raises(ServiceAwayError):
        await transport.get(service.url + "/a")
    asked = [at.at - began for at in service.asked]
    assert asked == [0, 100, 200, 300, 400, 500, 600, 700]
    await transport.get(service.url + "/b")
    assert service.asked[-1].at == began + 800


async def test_another_host_is_asked_meanwhile(
    service: Scripted, transport: Transport, time: Time
) -> None:
    began = time.now
    service.acts["/a"] = [answer({}, 503, Retry_After="300")]
    service.acts["/b"] = [answer({"b": 1})]
    with pytest.raises(ServiceAwayError):
        await transport.get(service.url + "/a")
    time.now = began  # as if all that had been asked for lay ahead
    found = await transport.get(f"http://localhost:{service.port}/b")
    assert found.body == b'{"b": 1}'
    assert service.asked[-1].at == began


async def test_a_body_that_breaks_off_does_not_hide_how_long_to_wait(
    service: Scripted, transport: Transport, time: Time
) -> None:
    async def cut(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(
            status=503, headers={"Content-Length": "100", "Retry-After": "40"}
        )
        await response.prepare(request)
        await response.write(b"ten bytes.")
        assert request.transport is not None
        request.transport.close()
        return response

    began = time.now
    service.acts["/a"] = [cut, answer({"a": 1})]
    await transport.get(service.url + "/a")
    assert service.asked[1].at == began + 40


async def test_a_pause_of_no_length_is_a_pause_nevertheless(
    service: Scripted, transport: Transport, time: Time
) -> None:
    service.acts["/a"] = [answer({}, 429, Retry_After="0"), answer({})]
    await transport.get(service.url + "/a")
    assert len(time.slept) == 1
    assert time.slept[0] >= 1


@pytest.mark.parametrize(
    ("seconds", "said"), [(601, "11 minutes"), (3600, "60 minutes"), (86400, "24 hours")]
)
async def test_a_pause_of_more_than_ten_minutes_is_left_to_the_person(
    service: Scripted, transport: Transport, time: Time, seconds: int, said: str
) -> None:
    service.acts["/a"] = [answer({}, 429, Retry_After=str(seconds))]
    for path in ("/a", "/b"):  # nor is anything else asked of it
        with pytest.raises(ServiceAwayError, match=f"for {said}; run the command again after"):
            await transport.get(service.url + path)
    assert service.paths() == ["/a"]
    assert [slept for slept in time.slept if slept > 0] == []


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"Retry-After": "120"}, 120),
        ({"Retry-After": " 7 "}, 7),
        ({"Retry-After": "1.5"}, 1.5),
        ({"Retry-After": "Thu, 01 Jan 1970 00:20:00 GMT"}, 200),
        ({"Retry-After": "Thu, 01 Jan 1970 00:20:00 -0000"}, 200),
        ({"Retry-After": "Thu, 01 Jan 1970 00:00:00 GMT"}, 0),
        (
            {
                "Retry-After": "Sat, 01 Jan 2000 00:00:10 GMT",
                "Date": "Sat, 01 Jan 2000 00:00:00 GMT",
            },
            10,
        ),
        ({"Retry-After": "Thu, 01 Jan 1970 00:20:00 GMT", "Date": "today"}, 200),
        ({}, None),
        ({"Retry-After": ""}, None),
        ({"Retry-After": "-5"}, None),
        ({"Retry-After": "soon"}, None),
        ({"Retry-After": "nan"}, None),
        ({"Retry-After": "9" * 400}, None),
        ({"Retry-After": "Thu, 99 Jan 1970 00:20:00 GMT"}, None),
    ],
)
def test_retry_after_is_a_number_or_a_date(headers: dict[str, str], seconds: float | None) -> None:
    assert retry_after(headers, now=1000) == seconds


async def test_a_pause_outlives_the_program(tmp_path: Path, time: Time) -> None:
    kept = tmp_path / "pauses.json"
    Pauses(time.sleep, time, kept).pause("a.example", 40)
    time.now += 10
    again = Pauses(time.sleep, time, kept)
    assert again.left("a.example") == 30
    assert again.left("b.example") == 0


@pytest.mark.parametrize("text", ["", "[]", '{"a.example": "soon"}', "\x00"])
def test_a_damaged_file_of_pauses_is_none(tmp_path: Path, time: Time, text: str) -> None:
    kept = tmp_path / "pauses.json"
    kept.write_text(text, encoding="utf-8")
    assert Pauses(time.sleep, time, kept).left("a.example") == 0
