from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from inference.wikimedia.errors import (
    GoneError,
    RefusedError,
    TooLargeError,
)
from inference.wikimedia.transport import Transport
from tests.wikimedia.scripted import (
    DAY,
    Act,
    Scripted,
    Time,
    answer,
    body,
    nothing_kept,
    redirect,
    without_end,
)


@pytest.mark.parametrize("status", [404, 410])
async def test_what_is_gone_is_remembered_where_that_is_wanted(
    service: Scripted, transport: Transport, time: Time, status: int
) -> None:
    service.acts["/a"] = [body(b"no such file", status=status), body(b"restored")]
    for _ in range(2):
        with pytest.raises(GoneError, match="/a does not exist"):
            await transport.get(service.url + "/a", keep_gone=True)
    assert len(service.asked) == 1
    time.now += 31 * DAY
    assert (await transport.get(service.url + "/a", keep_gone=True)).body == b"restored"


async def test_what_is_gone_is_not_remembered_else(
    service: Scripted, transport: Transport, tmp_path: Path
) -> None:
    service.acts["/a"] = [answer({}, 404)]
    with pytest.raises(GoneError):
        await transport.get(service.url + "/a")
    assert len(service.asked) == 1
    assert nothing_kept(tmp_path)


@pytest.mark.parametrize("status", [400, 401, 403, 414, 204])
async def test_what_is_refused_is_neither_repeated_nor_kept(
    service: Scripted, transport: Transport, tmp_path: Path, status: int
) -> None:
    service.acts["/a"] = [body(b"" if status == 204 else b"policy", status=status)]
    with pytest.raises(RefusedError, match=rf"refuses the request \({status} ") as caught:
        await transport.get(service.url + "/a", {"secret": "1"}, keep_gone=True)
    assert caught.value.status == status
    assert "secret" not in str(caught.value)
    assert ("WIKIMEDIA_CONTACT" in str(caught.value)) is (status == 403)
    assert len(service.asked) == 1
    assert nothing_kept(tmp_path)


@pytest.mark.parametrize("large", [body(b"x" * 1001), without_end])
async def test_what_is_too_large_is_left_out_as_soon_as_that_is_known(
    service: Scripted, transport: Transport, tmp_path: Path, large: Act
) -> None:
    service.acts["/a"] = [large]
    with pytest.raises(TooLargeError, match="more than 1000 bytes"):
        await transport.get(service.url + "/a", largest=1000)
    assert len(service.asked) == 1
    assert nothing_kept(tmp_path)
    service.acts["/b"] = [body(b"x" * 1000)]
    assert len((await transport.get(service.url + "/b", largest=1000)).body) == 1000


async def test_what_is_too_large_only_when_unpacked_is_left_out_too(
    service: Scripted, transport: Transport, tmp_path: Path
) -> None:
    packed = gzip.compress(bytes(10_000_000))
    service.acts["/a"] = [body(packed, Content_Encoding="gzip")]
    with pytest.raises(TooLargeError):
        await transport.get(service.url + "/a", largest=100_000)
    assert nothing_kept(tmp_path)


async def test_a_kept_answer_is_measured_by_who_asks(
    service: Scripted, transport: Transport
) -> None:
    service.acts["/a"] = [body(b"x" * 1001)]
    await transport.get(service.url + "/a")
    with pytest.raises(TooLargeError):
        await transport.get(service.url + "/a", largest=1000)


async def test_a_redirect_is_followed_and_kept_under_the_address_that_was_asked_for(
    service: Scripted, transport: Transport
) -> None:
    service.acts["/a"] = [redirect("b?c=1")]
    service.acts["/b"] = [redirect(f"http://localhost:{service.port}/d")]
    service.acts["/d"] = [body(b"picture")]
    for _ in range(2):
        assert (await transport.get(service.url + "/a")).body == b"picture"
    assert service.paths() == ["/a", "/b", "/d"]
    assert transport.requests == 3


async def test_where_a_redirect_leads_may_ask_for_a_pause_of_its_own(
    service: Scripted, transport: Transport, time: Time
) -> None:
    began = time.now
    service.acts["/a"] = [redirect(f"http://localhost:{service.port}/b")]
    service.acts["/b"] = [answer({}, 503, Retry_After="60"), body(b"picture")]
    assert (await transport.get(service.url + "/a")).body == b"picture"
    assert [(asked.path, asked.at - began) for asked in service.asked] == [
        ("/a", 0),
        ("/b", 0),
        ("/a", 0),
        ("/b", 60),
    ]


async def test_redirects_end_after_five(service: Scripted, transport: Transport) -> None:
    service.acts["/a"] = [redirect("/a")]
    with pytest.raises(RefusedError, match="without end"):
        await transport.get(service.url + "/a")
    assert len(service.asked) == 6


@pytest.mark.parametrize("place", ["file:///etc/passwd", "ftp://example.org/", "http://[::1/"])
async def test_a_redirect_leads_to_the_web_only(
    service: Scripted, transport: Transport, place: str
) -> None:
    service.acts["/a"] = [redirect(place)]
    with pytest.raises(RefusedError, match=r"no address|not a web address"):
        await transport.get(service.url + "/a")
    assert len(service.asked) == 1


@pytest.mark.parametrize("address", ["file:///etc/passwd", "upload.example.org/a", "http://", ""])
async def test_only_web_addresses_are_asked(transport: Transport, address: str) -> None:
    with pytest.raises(RefusedError, match="not a web address"):
        await transport.get(address)
    assert transport.requests == 0
