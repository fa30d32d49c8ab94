from __future__ import annotations

from typing import Any

import pytest
from aiohttp import ClientSession

from tests.service.conftest import Running


async def found(client: ClientSession, **params: Any) -> list[dict[str, Any]]:
    async with client.get("/v1/search", params=params) as response:
        assert response.status == 200
        return list(await response.json())


async def test_words_find_places(running: Running) -> None:
    (answer,) = await found(running.client, q="церковь")
    expected = await running.service.now().engine.search("церковь")
    assert answer["query"] == "церковь"
    assert [hit["id"] for hit in answer["hits"]] == [hit.place.id for hit in expected.hits]
    assert answer["hits"][0]["score"] == pytest.approx(expected.hits[0].score)
    assert answer["hits"][0]["why"] == expected.hits[0].why


async def test_a_city_narrows_the_search(client: ClientSession) -> None:
    (answer,) = await found(client, q="башня", city="Alpha", k="1")
    assert answer["city"] == "Альфа"
    assert [hit["id"] for hit in answer["hits"]] == ["a-tower"]


async def test_a_photo_is_where_it_can_be_had(client: ClientSession) -> None:
    (answer,) = await found(client, q="башня")
    photos = {hit["id"]: hit["photo"] for hit in answer["hits"]}
    assert photos["a-tower"] == "/v1/places/a-tower/picture"
    assert photos["b-tower"] is None
    (answer,) = await found(client, q="церковь", k="1")
    assert answer["hits"][0]["photo"] == "https://example.org/church.jpg"


async def test_a_hit_says_who_made_its_photo(client: ClientSession) -> None:
    (answer,) = await found(client, q="церковь", k="1")
    assert answer["hits"][0]["credit"] == {
        "author": "Боб <b>&</b> Ко",
        "licence": "CC BY 4.0",
        "page_url": "https://example.org/File:church.jpg",
        "licence_url": "https://creativecommons.org/licenses/by/4.0/",
    }
    (answer,) = await found(client, q="башня")
    assert {hit["id"]: hit["credit"] for hit in answer["hits"]}["b-tower"] is None


async def test_several_queries_are_answered_in_their_order(client: ClientSession) -> None:
    queries = ["башня", "церковь", "башня", "нет такого нигде"]
    async with client.post("/v1/search", json={"queries": queries, "k": 2}) as response:
        answers = await response.json()
    assert [answer["query"] for answer in answers] == queries
    assert answers[0]["hits"] == answers[2]["hits"]
    async with client.get("/v1/search", params=[("q", query) for query in queries]) as response:
        assert [answer["query"] for answer in await response.json()] == queries


async def test_a_title_is_in_the_language_asked_for(client: ClientSession) -> None:
    (russian,), (english,) = [await found(client, q="башня", lang=lang) for lang in ("ru", "en")]
    titles = [{hit["id"]: hit["title"] for hit in one["hits"]} for one in (russian, english)]
    assert [one["a-tower"] for one in titles] == ["Башня", "The Tower"]
    asked = {"query": "башня", "lang": "en"}
    async with client.post("/v1/search", json=asked) as response:
        assert (await response.json())[0]["hits"] == english["hits"]


async def test_one_query_may_be_posted(client: ClientSession) -> None:
    asked = {"query": "башня", "city": "Бета"}
    async with client.post("/v1/search", json=asked) as response:
        (answer,) = await response.json()
    assert [hit["id"] for hit in answer["hits"]] == ["b-tower"]


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({}, "bad_request"),
        ({"query": "башня", "queries": ["церковь"]}, "bad_request"),
        ({"queries": []}, "bad_request"),
        ({"query": "башня", "k": 101}, "bad_request"),
        ({"query": "башня", "k": "5"}, "bad_request"),
        ({"query": "башня", "lang": "fr"}, "bad_request"),
        ({"query": "x" * 1001}, "bad_request"),
        ({"query": 5}, "bad_request"),
        ({"query": "башня", "town": "Бета"}, "bad_request"),
        ({"query": "башня", "city": "Гамма"}, "unknown_city"),
    ],
)
async def test_a_wrong_question_is_a_problem(
    client: ClientSession, asked: dict[str, Any], code: str
) -> None:
    async with client.post("/v1/search", json=asked) as response:
        told = await response.json(content_type="application/problem+json")
    assert (told["code"], told["status"]) == (code, response.status)


async def test_what_there_is_no_field_for_is_told_without_a_word_on_photos(
    client: ClientSession,
) -> None:
    async with client.get("/v1/search", params={"q": "башня", "town": "Бета"}) as response:
        detail = (await response.json(content_type=None))["detail"]
    assert detail == "There is no field 'town', only q, city, k, lang."


async def test_ten_of_the_longest_queries_fit_into_an_address(client: ClientSession) -> None:
    queries = [f"{number} " + "я" * 990 for number in range(10)]
    answers = await found(client, q=queries)
    assert [answer["query"] for answer in answers] == queries


@pytest.mark.parametrize("params", [{}, {"q": "x" * 1001}, {"q": "x", "k": "-1"}, {"query": "x"}])
async def test_a_wrong_address_is_a_problem(client: ClientSession, params: dict[str, str]) -> None:
    async with client.get("/v1/search", params=params) as response:
        told = await response.json(content_type="application/problem+json")
    assert (told["code"], response.status) == ("bad_request", 400)


async def test_a_question_that_is_not_json_is_a_problem(client: ClientSession) -> None:
    async with client.post("/v1/search", data={"query": "башня"}) as response:
        assert response.status == 415
    headers = {"Content-Type": "application/json"}
    async with client.post("/v1/search", data=b"{", headers=headers) as response:
        assert response.status == 400
    async with client.post("/v1/search", data=b" " * 300_000, headers=headers) as response:
        assert response.status == 413
