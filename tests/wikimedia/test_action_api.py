from __future__ import annotations

from typing import Any

import pytest

from inference.wikimedia.action_api import ActionApi, batches, joined
from inference.wikimedia.errors import ApiError, ServiceAwayError
from inference.wikimedia.transport import Transport
from tests.wikimedia.scripted import Scripted, Time, answer, body

LAG = {
    "error": {
        "code": "maxlag",
        "info": "Waiting for 10.0.0.1: 7.5 seconds lagged.",
        "host": "10.0.0.1",
        "lag": 7.5,
    }
}


def error(code: str, info: str = "why") -> dict[str, Any]:
    return {"error": {"code": code, "info": info}}


@pytest.fixture
def api(service: Scripted, transport: Transport) -> ActionApi:
    return ActionApi(transport, service.url + "/api.php")


async def test_every_request_asks_for_json_and_says_which_lag_is_too_much(
    service: Scripted, api: ActionApi
) -> None:
    service.acts["/api.php"] = [answer({"entities": {}})]
    assert await api.get(action="wbgetentities", ids="Q1|Q2", limit=50) == {"entities": {}}
    (asked,) = service.asked
    assert asked.query == {
        "action": "wbgetentities",
        "ids": "Q1|Q2",
        "limit": "50",
        "format": "json",
        "formatversion": "2",
        "maxlag": "5",
    }


async def test_a_query_is_continued_to_its_end(service: Scripted, api: ActionApi) -> None:
    pages = [
        {"continue": {"imcontinue": "1|a", "continue": "||"}, "query": {"pages": [1]}},
        {"continue": {"gcmcontinue": "b", "continue": "gcm||"}, "query": {"pages": [2]}},
        {"batchcomplete": True, "query": {"pages": [3]}},
    ]
    service.acts["/api.php"] = [answer(page) for page in pages]
    assert [document async for document in api.query(prop="images", titles="A")] == pages
    continued = [
        {k: v for k, v in asked.query.items() if k.endswith("continue")} for asked in service.asked
    ]
    # Each is the question as it was and the last values alone.
    assert continued == [{}, pages[0]["continue"], pages[1]["continue"]]
    assert {(asked.query["action"], asked.query["titles"]) for asked in service.asked} == {
        ("query", "A")
    }


async def test_a_continuation_that_turns_in_a_circle_ends(
    service: Scripted, api: ActionApi
) -> None:
    service.acts["/api.php"] = [answer({"continue": {"continue": "a"}})]
    with pytest.raises(ApiError, match="where it began"):
        [document async for document in api.query(prop="images")]
    assert len(service.asked) == 2


@pytest.mark.parametrize("odd", [None, [], "gcmcontinue", 5, True])
async def test_a_continuation_of_an_unexpected_form_is_an_error(
    service: Scripted, api: ActionApi, odd: Any
) -> None:
    service.acts["/api.php"] = [answer({"query": {}, "continue": odd})]
    with pytest.raises(ApiError, match="continues a query in an unknown form"):
        [document async for document in api.query(titles="A")]


@pytest.mark.parametrize("lag", [float("inf"), 10**400], ids=["inf", "huge"])
async def test_a_lag_without_end_is_a_day(service: Scripted, api: ActionApi, lag: float) -> None:
    service.acts["/api.php"] = [answer({"error": LAG["error"] | {"lag": lag}})]
    with pytest.raises(ServiceAwayError, match="24 hours"):
        await api.get(action="query")


async def test_a_query_goes_on_where_an_error_had_stopped_it(
    service: Scripted, api: ActionApi
) -> None:
    first = {"continue": {"continue": "a"}, "query": {"pages": [1]}}
    last = {"query": {"pages": [2]}}
    service.acts["/api.php"] = [answer(first), answer(error("badtoken")), answer(last)]
    with pytest.raises(ApiError):
        [document async for document in api.query(prop="images")]
    assert [document async for document in api.query(prop="images")] == [first, last]
    assert len(service.asked) == 3


async def test_the_lag_header_says_how_long_to_wait(
    service: Scripted, api: ActionApi, time: Time
) -> None:
    service.acts["/api.php"] = [answer(LAG, Retry_After="5"), answer({"done": True})]
    assert await api.get(action="query") == {"done": True}
    assert time.slept == [5.0]


@pytest.mark.parametrize(
    ("lag", "seconds"), [(7.5, 7.5), (0.2, 5.0), ("no number", 5.0), (float("nan"), 5.0)]
)
async def test_without_the_header_the_lag_does(
    service: Scripted, api: ActionApi, time: Time, lag: object, seconds: float
) -> None:
    late = {"error": LAG["error"] | {"lag": lag}}
    service.acts["/api.php"] = [answer(late), answer({"done": True})]
    assert await api.get(action="query") == {"done": True}
    assert time.slept == [seconds]


@pytest.mark.parametrize(
    "bad",
    [
        answer(error("ratelimited")),
        answer(error("readonly")),
        answer(error("internal_api_error_DBQueryError")),
        answer(error("internal_api_error_Wikimedia\\RequestTimeout\\RequestTimeoutException"), 500),
        answer(error("cirrussearch-too-busy-error")),
        body(b"<!DOCTYPE html><title>Wikimedia Error</title>", "text/html"),
        body(b'{"query": {"pag', "application/json"),
        body(b"[" * 100_000, "application/json"),
        body(b"\xff\xfe\x00", "application/json"),
        body(b"", "application/json"),
        answer([]),
    ],
)
async def test_what_is_no_answer_is_asked_for_again_and_not_kept(
    service: Scripted, api: ActionApi, bad: Any
) -> None:
    service.acts["/api.php"] = [bad, bad, answer({"done": True})]
    assert await api.get(action="query") == {"done": True}
    assert len(service.asked) == 3
    assert await api.get(action="query") == {"done": True}  # this is what was kept
    assert len(service.asked) == 3


@pytest.mark.parametrize("code", ["unknown_action", "toomanyvalues", "badvalue"])
async def test_an_error_that_stays_is_named_and_neither_repeated_nor_kept(
    service: Scripted, api: ActionApi, code: str
) -> None:
    service.acts["/api.php"] = [answer(error(code, "Too many values.")), answer({"done": True})]
    with pytest.raises(ApiError, match=rf"Too many values\. \({code}\)") as caught:
        await api.get(action="query")
    assert caught.value.code == code
    assert len(service.asked) == 1
    assert await api.get(action="query") == {"done": True}


@pytest.mark.parametrize("document", [{"error": "no"}, {"error": {}}])
async def test_an_error_without_a_code_is_an_error(
    service: Scripted, api: ActionApi, document: dict[str, Any]
) -> None:
    service.acts["/api.php"] = [answer(document)]
    with pytest.raises(ApiError) as caught:
        await api.get(action="query")
    assert caught.value.code == "unknown"


async def test_a_wiki_that_stays_behind_is_away(service: Scripted, api: ActionApi) -> None:
    service.acts["/api.php"] = [answer(LAG, Retry_After="5")]
    with pytest.raises(ServiceAwayError, match=r"says maxlag: Waiting for .*; run the"):
        await api.get(action="query")
    assert len(service.asked) == 8


async def test_values_that_hold_the_separator_arrive_whole(
    service: Scripted, api: ActionApi
) -> None:
    values = ["a|b", "c & d", "я+?"]
    await api.get(titles=joined(values))
    arrived = service.asked[0].query["titles"]
    assert arrived.startswith("\x1f")
    assert arrived[1:].split("\x1f") == values
    assert joined(["Q1", "Q2"]) == "Q1|Q2"
    assert joined([]) == ""


def test_batches_hold_fifty_values_at_most_and_all_of_them() -> None:
    ids = [f"Q{number}" for number in range(120)]
    assert [len(batch) for batch in batches(ids)] == [50, 50, 20]
    assert [value for batch in batches(ids) for value in batch] == ids
    assert list(batches([])) == []
    assert [len(batch) for batch in batches(ids[:4], 2)] == [2, 2]


async def test_a_batch_of_long_titles_still_fits_an_address(
    service: Scripted, api: ActionApi
) -> None:
    titles = [f"Файл:{'Очень длинное название ' * 4}{number}.jpg" for number in range(60)]
    titles[30] = "Файл:" + "я" * 2000
    parts = list(batches(titles))
    assert [title for part in parts for title in part] == titles
    assert ["Файл:" + "я" * 2000] in parts
    sent = [list(part) for part in parts if len(part) > 1]
    for part in sent:
        await api.get(action="query", titles=joined(part))
    assert [asked.query["titles"].split("|") for asked in service.asked] == sent
