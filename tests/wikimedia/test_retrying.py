from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from aiohttp import web

from inference.wikimedia.errors import (
    ServiceAwayError,
)
from inference.wikimedia.transport import Transport
from tests.wikimedia.scripted import (
    Act,
    Scripted,
    Time,
    answer,
    body,
    break_off,
    hang_up,
    nothing_kept,
)


@pytest.mark.parametrize(
    "bad",
    [
        *(answer({}, status) for status in (408, 429, 500, 502, 503, 504)),
        hang_up,
        break_off,
        body(b"no gzip", Content_Encoding="gzip"),
    ],
)
async def test_what_may_pass_is_tried_again_and_not_kept(
    service: Scripted, transport: Transport, time: Time, tmp_path: Path, bad: Act
) -> None:
    kept_before: list[bool] = []

    async def good(request: web.Request) -> web.StreamResponse:
        kept_before.append(not nothing_kept(tmp_path))
        return web.Response(body=b"good")

    service.acts["/a"] = [bad, bad, good]
    assert (await transport.get(service.url + "/a")).body == b"good"
    assert len(service.asked) == transport.requests == 3
    assert kept_before == [False]
    first, second = time.slept
    assert 1 <= first <= 2
    assert 2 <= second <= 3


async def test_after_eight_tries_a_sentence_says_to_run_it_again(
    service: Scripted, transport: Transport, time: Time, tmp_path: Path
) -> None:
    service.acts["/a"] = [answer({}, 503)]
    with pytest.raises(ServiceAwayError) as caught:
        await transport.get(service.url + "/a")
    assert str(caught.value) == (
        "127.0.0.1 answers 503; run the command again: it goes on where it was."
    )
    assert len(service.asked) == 8
    for slept, backoff in zip(time.slept, (1, 2, 4, 8, 16, 32, 60), strict=True):
        assert backoff <= slept <= min(60, backoff + 1)
    assert nothing_kept(tmp_path)


async def test_a_service_that_is_not_there_is_away(
    service: Scripted, transport: Transport, unused_tcp_port: int
) -> None:
    with pytest.raises(ServiceAwayError, match=r"cannot be reached \(Connection refused\); run"):
        await transport.get(f"http://127.0.0.1:{unused_tcp_port}/a")


async def test_a_service_that_does_not_answer_is_tried_again(
    service: Scripted, transport: Transport, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def silent(_: web.Request) -> web.StreamResponse:
        await asyncio.Event().wait()
        return web.Response()

    monkeypatch.setattr("inference.wikimedia.requests._DATA_SECONDS", 0.05)
    service.acts["/a"] = [silent, silent, answer({"a": 1})]
    assert (await transport.get(service.url + "/a")).body == b'{"a": 1}'
    assert len(service.asked) == 3
