from __future__ import annotations

from typing import Any

import pytest

from inference.images import MIB
from inference.wikimedia.action_api import ActionApi
from inference.wikimedia.entities import Entity, find_cities, items_near, read_entities
from inference.wikimedia.errors import ApiError, TooLargeError
from inference.wikimedia.transport import Transport
from tests.wikimedia.scripted import Scripted, a_while, answer, body

API = "/w/api.php"
NOTHING: dict[str, Any] = {
    **{name: {} for name in ("labels", "aliases", "descriptions", "articles")},
    **dict.fromkeys(("lat", "lon", "image", "commons_category")),
    "kinds": (),
    "ended": False,
}


@pytest.fixture
def api(service: Scripted, transport: Transport) -> ActionApi:
    return ActionApi(transport, service.url + API)


def statement(value: Any, rank: str = "normal", snaktype: str = "value") -> dict[str, Any]:
    """As https://doc.wikimedia.org/Wikibase/master/php/docs_topics_json.html has it."""
    snak: dict[str, Any] = {"snaktype": snaktype, "property": "P0", "hash": "0"}
    if snaktype == "value":
        snak["datavalue"] = {"value": value, "type": "string"}
    return {"mainsnak": snak, "type": "statement", "id": "Q1$0", "rank": rank}


def item(number: int) -> dict[str, Any]:
    return {"entity-type": "item", "numeric-id": number, "id": f"Q{number}"}


def position(lat: float, lon: float, globe: str = "Q2") -> dict[str, Any]:
    return {
        "latitude": lat,
        "longitude": lon,
        "altitude": None,
        "precision": 0.0001,
        "globe": f"http://www.wikidata.org/entity/{globe}",
    }


def document(item_id: str, **parts: Any) -> dict[str, Any]:
    """An item of which nothing is known but `parts`: PHP writes empty objects as lists."""
    empty: dict[str, Any] = {
        part: [] for part in ("labels", "descriptions", "aliases", "claims", "sitelinks")
    }
    return {"pageid": 1, "ns": 0, "title": item_id, "type": "item", "id": item_id, **empty, **parts}


def terms(**values: str) -> dict[str, Any]:
    return {key: {"language": key, "value": value} for key, value in values.items()}


def entities(*documents: dict[str, Any], **by_key: Any) -> dict[str, Any]:
    return {"entities": {d["id"]: d for d in documents} | by_key, "success": 1}


async def one(service: Scripted, api: ActionApi, **parts: Any) -> Entity:
    """The first is Q1, the second Q2: the same is not asked for twice."""
    own = f"Q{len(service.asked) + 1}"
    service.acts[API] = [answer(entities(document(own, **parts)))]
    return (await read_entities(api, [own]))[own]


async def with_claims(service: Scripted, api: ActionApi, **claims: Any) -> Entity:
    return await one(service, api, claims=claims)


async def test_everything_that_an_item_says_is_read(service: Scripted, api: ActionApi) -> None:
    entity = await one(
        service,
        api,
        labels=terms(ru="Казанский кремль", en="Kazan Kremlin"),
        descriptions=terms(ru="крепость", en="citadel in Kazan, Russia"),
        aliases={
            "ru": [
                {"language": "ru", "value": "Кремль в Казани"},
                {"language": "ru", "value": "Казан кирмәне"},
            ]
        },
        sitelinks={
            "enwiki": {
                "site": "enwiki",
                "title": "Kazan Kremlin",
                "badges": [],
                "url": "https://en.wikipedia.org/wiki/Kazan_Kremlin",
            }
        },
        claims={
            "P625": [statement(position(55.8, 49.1))],
            "P18": [statement("Kazan Kremlin.jpg")],
            "P373": [statement("Kazan Kremlin")],
            "P31": [statement(item(33506)), statement(item(16970), "preferred")],
        },
    )
    assert entity == Entity(
        id="Q1",
        labels={"ru": "Казанский кремль", "en": "Kazan Kremlin"},
        aliases={"ru": ("Кремль в Казани", "Казан кирмәне")},
        descriptions={"ru": "крепость", "en": "citadel in Kazan, Russia"},
        articles={"en": "https://en.wikipedia.org/wiki/Kazan_Kremlin"},
        lat=55.8,
        lon=49.1,
        image="Kazan Kremlin.jpg",
        commons_category="Kazan Kremlin",
        kinds=("Q16970", "Q33506"),
        ended=False,
    )
    (asked,) = service.asked
    assert asked.query["action"] == "wbgetentities"
    assert asked.query["ids"] == "Q1"
    assert asked.query["sitefilter"] == "ruwiki|enwiki"
    assert set(asked.query["props"].split("|")) == {
        *("info", "labels", "aliases", "descriptions", "claims", "sitelinks/urls")
    }


async def test_an_item_that_says_nothing_is_one(service: Scripted, api: ActionApi) -> None:
    assert await one(service, api) == Entity(id="Q1", **NOTHING)


@pytest.mark.parametrize("odd", [None, [], {}, "text", 5, [None], [[]], {"ru": None}, {"ru": []}])
async def test_parts_of_an_unexpected_form_are_taken_for_empty(
    service: Scripted, api: ActionApi, odd: Any
) -> None:
    parts = ("labels", "descriptions", "aliases", "claims", "sitelinks")
    assert await one(service, api, **dict.fromkeys(parts, odd)) == Entity(id="Q1", **NOTHING)


@pytest.mark.parametrize(
    "odd",
    [
        *(None, [], {}, "text", 5, [None], [[]], ["text"], [{}]),
        [{"mainsnak": None, "rank": None}],
        [{"mainsnak": {"snaktype": "value"}}],
        [{"mainsnak": {"snaktype": "value", "datavalue": []}, "rank": "normal"}],
        [statement(None)],
        [statement([])],
        [statement({})],
        [statement({"id": 5, "latitude": "1", "longitude": None})],
        [statement({"latitude": 91, "longitude": 0})],
        [statement({"latitude": True, "longitude": 0})],
        [statement({"latitude": float("nan"), "longitude": float("inf")})],
        [statement({"numeric-id": {}})],
        [statement("x", snaktype="novalue")],
    ],
)
async def test_statements_of_an_unexpected_form_say_nothing(
    service: Scripted, api: ActionApi, odd: Any
) -> None:
    claims = dict.fromkeys(("P625", "P31"), odd)
    assert await with_claims(service, api, **claims) == Entity(id="Q1", **NOTHING)
    texts = dict.fromkeys(("P18", "P373"), odd)
    read = await with_claims(service, api, **texts)
    assert isinstance(read.image, str | None)


async def test_a_name_for_all_languages_stands_in_for_the_english_one(
    service: Scripted, api: ActionApi
) -> None:
    alias = {"mul": [{"language": "mul", "value": "NS"}], "en": [{"language": "en", "value": "N"}]}
    read = await one(service, api, labels=terms(mul="NorthStar"), aliases=alias)
    assert read.labels == {"en": "NorthStar"}
    assert sorted(read.aliases["en"]) == ["N", "NS"]
    read = await one(service, api, labels=terms(mul="NorthStar", en="North Star", ru="Звезда"))
    assert read.labels == {"en": "North Star", "ru": "Звезда"}


async def test_of_several_statements_the_best_rank_is_meant_and_deprecated_ones_never(
    service: Scripted, api: ActionApi
) -> None:
    read = await with_claims(
        service,
        api,
        P625=[
            statement(position(1, 1), "deprecated"),
            statement(position(2, 2)),
            statement(position(3, 3), "preferred"),
        ],
        P18=[statement("A.jpg", "deprecated"), statement("B.jpg"), statement("C.jpg", "preferred")],
        P373=[statement(None, "preferred", "somevalue"), statement("Kremlin")],
        P31=[
            statement(item(5), "deprecated"),
            statement(item(6)),
            statement(item(7), "preferred"),
            statement(item(6)),
        ],
    )
    assert (read.lat, read.lon) == (3.0, 3.0)
    assert read.image == "C.jpg"
    assert read.commons_category == "Kremlin"
    assert read.kinds == ("Q7", "Q6")
    only_deprecated = await with_claims(service, api, P18=[statement("A.jpg", "deprecated")])
    assert only_deprecated.image is None


async def test_positions_are_on_earth(service: Scripted, api: ActionApi) -> None:
    moon = statement(position(1, 1, "Q405"), "preferred")
    assert (await with_claims(service, api, P625=[moon])).lat is None
    read = await with_claims(service, api, P625=[moon, statement(position(2, 2))])
    assert read.lat == 2.0


@pytest.mark.parametrize(
    ("statements", "ended"),
    [
        ([statement({"time": "+1932-00-00T00:00:00Z"})], True),
        ([statement(None, snaktype="somevalue")], True),
        ([statement(None, snaktype="novalue")], False),
        ([statement({"time": "+1932-00-00T00:00:00Z"}, "deprecated")], False),
        ([], False),
    ],
)
async def test_what_was_demolished_stands_no_more(
    service: Scripted, api: ActionApi, statements: list[Any], ended: bool
) -> None:
    assert (await with_claims(service, api, P576=statements)).ended is ended


async def test_what_was_built_again_stands(service: Scripted, api: ActionApi) -> None:
    gone = statement({"time": "+1932-00-00T00:00:00Z"})
    back = statement(None, "preferred", "novalue")
    assert not (await with_claims(service, api, P576=[gone, back])).ended
    assert (await with_claims(service, api, P576=[gone])).ended


async def test_titles_have_no_namespace(service: Scripted, api: ActionApi) -> None:
    read = await with_claims(
        service, api, P18=[statement(" File: A.jpg")], P373=[statement("Category:Kazan")]
    )
    assert (read.image, read.commons_category) == ("A.jpg", "Kazan")


async def test_halves_of_signs_are_replaced(service: Scripted, api: ActionApi) -> None:
    read = await one(service, api, labels=terms(en="Kazan \ud83d"), claims={})
    assert read.labels == {"en": "Kazan \ufffd"}


@pytest.mark.parametrize("url", ["http://ru.wikipedia.org/wiki/A", "javascript:x", "", None, 5])
async def test_an_article_has_an_https_address(service: Scripted, api: ActionApi, url: Any) -> None:
    links = {"ruwiki": {"site": "ruwiki", "title": "A", "url": url}}
    assert (await one(service, api, sitelinks=links)).articles == {}


@pytest.mark.parametrize("key", ["Q7", "Q8"])  # the service names it by the one or the other
async def test_an_item_that_was_merged_is_found_by_its_former_id(
    service: Scripted, api: ActionApi, key: str
) -> None:
    merged = {**document("Q8"), "redirects": {"from": "Q7", "to": "Q8"}}
    service.acts[API] = [answer(entities(**{key: merged}))]
    read = await read_entities(api, ["Q7"])
    assert {asked: entity.id for asked, entity in read.items()} == {"Q7": "Q8"}
    (asked,) = service.asked
    assert asked.query["redirects"] == "yes"


async def test_missing_and_deleted_items_are_absent(service: Scripted, api: ActionApi) -> None:
    service.acts[API] = [
        answer(
            entities(
                document("Q1"), Q2={"id": "Q2", "missing": ""}, Q3={"id": "Q3", "missing": True}
            )
        )
    ]
    assert list(await read_entities(api, ["Q3", "Q1", "Q2", "Q4"])) == ["Q1"]


@pytest.mark.parametrize(
    "odd", [{}, {"entities": []}, {"entities": {"Q1": []}}, {"entities": None}]
)
async def test_an_answer_without_items_has_none(
    service: Scripted, api: ActionApi, odd: dict[str, Any]
) -> None:
    service.acts[API] = [answer(odd)]
    assert await read_entities(api, ["Q1"]) == {}


async def test_items_are_asked_for_once_and_by_fifties(service: Scripted, api: ActionApi) -> None:
    ids = [f"Q{number}" for number in range(1, 121)]
    service.acts[API] = [
        answer(entities(*(document(i) for i in ids[first : first + 50]))) for first in (0, 50, 100)
    ]
    told: list[int] = []
    read = await read_entities(api, [*ids, "Q1", "none", ""], told.append)
    assert sum(told) == 123
    asked = [a.query["ids"].split("|") for a in service.asked]
    assert sorted(map(len, asked)) == [20, 50, 50]
    assert sorted(i for part in asked for i in part) == sorted(ids)
    assert list(read) == [i for i in ids if i in read]


async def test_what_is_no_id_is_not_asked_for(service: Scripted, api: ActionApi) -> None:
    assert await read_entities(api, ["P31", "q1", "Q0", "Q1|Q2", " Q1", "Q" + "9" * 40]) == {}
    assert service.asked == []


async def test_an_id_that_the_service_refuses_costs_no_other(
    service: Scripted, api: ActionApi
) -> None:
    no_such = {"error": {"code": "no-such-entity", "info": "Could not find", "id": "Q3"}}
    service.acts[API] = [
        answer(no_such),
        answer(entities(document("Q1"), document("Q2"))),
        answer(no_such),
        answer(no_such),
        answer(entities(document("Q4"))),
    ]
    assert list(await read_entities(api, ["Q1", "Q2", "Q3", "Q4"])) == ["Q1", "Q2", "Q4"]
    assert [a.query["ids"] for a in service.asked][1:] == ["Q1|Q2", "Q3|Q4", "Q3", "Q4"]


async def test_items_that_did_not_fit_into_an_answer_are_asked_for_again(
    service: Scripted, api: ActionApi
) -> None:
    warning = {"result": {"warnings": "This result was truncated"}}
    service.acts[API] = [
        answer({**entities(document("Q1"), Q2={"id": "Q2", "missing": ""}), "warnings": warning}),
        answer(entities(document("Q3"))),
        answer(entities(document("Q4"))),
    ]
    assert list(await read_entities(api, ["Q1", "Q2", "Q3", "Q4"])) == ["Q1", "Q3", "Q4"]
    assert [a.query["ids"] for a in service.asked] == ["Q1|Q2|Q3|Q4", "Q3|Q4", "Q4"]


async def test_items_that_are_too_large_together_are_asked_for_in_halves(
    service: Scripted, api: ActionApi
) -> None:
    large = body(b" " * (32 * MIB + 1), "application/json")
    service.acts[API] = [large, answer(entities(document("Q1"))), answer(entities(document("Q2")))]
    assert list(await read_entities(api, ["Q1", "Q2"])) == ["Q1", "Q2"]
    service.acts[API] = [large]
    with pytest.raises(TooLargeError):
        await read_entities(api, ["Q3"])


async def test_after_an_error_nothing_more_is_asked(service: Scripted, api: ActionApi) -> None:
    service.acts[API] = [answer({"error": {"code": "badvalue", "info": "why"}})]
    with pytest.raises(ApiError):
        await read_entities(api, [f"Q{number}" for number in range(1, 1001)])
    asked = len(service.asked)
    await a_while()
    assert len(service.asked) == asked < 20


async def test_two_names_of_one_city_are_one(service: Scripted, api: ActionApi) -> None:
    city = document("Q900", claims={"P625": [statement(position(55.8, 49.1))]})
    former = {**city, "redirects": {"from": "Q5", "to": "Q900"}}
    service.acts[API] = [
        answer({"search": [{"id": "Q5"}, {"id": "Q900"}]}),
        answer({"entities": {"Q5": former, "Q900": city}}),
    ]
    assert [found.id for found in await find_cities(api, "Казань", "ru")] == ["Q900"]


async def test_another_error_is_one(service: Scripted, api: ActionApi) -> None:
    service.acts[API] = [answer({"error": {"code": "badvalue", "info": "why"}})]
    with pytest.raises(ApiError, match="why"):
        await read_entities(api, ["Q1", "Q2"])


async def test_items_near_are_in_the_order_of_the_service(
    service: Scripted, api: ActionApi
) -> None:
    hits: list[Any] = [
        {"pageid": 1, "ns": 0, "title": "Q20", "lat": 55.8, "lon": 49.1, "dist": 3.4},
        {"pageid": 2, "ns": 0, "title": "Q10", "lat": 55.8, "lon": 49.1, "dist": 9},
        {"pageid": 3, "ns": 120, "title": "Property:P5", "dist": 10},
        *({}, [], None, {"title": None}),
    ]
    service.acts[API] = [answer({"batchcomplete": True, "query": {"geosearch": hits}})]
    assert await items_near(api, 55.7963, -49.1088, 500, 20) == ["Q20", "Q10"]
    (asked,) = service.asked
    assert asked.query["list"] == "geosearch"
    assert asked.query["gscoord"] == "55.796300|-49.108800"
    assert asked.query["gsradius"] == "500"
    assert asked.query["gslimit"] == "20"


@pytest.mark.parametrize("odd", [{}, {"query": []}, {"query": {"geosearch": {}}}])
async def test_nothing_near_is_no_item(
    service: Scripted, api: ActionApi, odd: dict[str, Any]
) -> None:
    service.acts[API] = [answer(odd)]
    assert await items_near(api, 55.8, 49.1, 500) == []


async def test_a_city_is_what_has_that_name_and_a_position(
    service: Scripted, api: ActionApi
) -> None:
    there = {"P625": [statement(position(55.8, 49.1))]}
    search = [{"id": i, "title": i, "label": "Казань"} for i in ("Q900", "Q5", "Q7")]
    service.acts[API] = [
        answer({"searchinfo": {"search": "Казань"}, "search": search, "success": 1}),
        answer(
            entities(document("Q7", claims=there), document("Q5"), document("Q900", claims=there))
        ),
    ]
    assert [city.id for city in await find_cities(api, "Казань", "ru")] == ["Q900", "Q7"]
    searched, _ = service.asked
    assert searched.query["action"] == "wbsearchentities"
    assert searched.query["search"] == "Казань"
    assert searched.query["language"] == "ru"
    assert searched.query["type"] == "item"


@pytest.mark.parametrize("name", ["Q900", " q900 "])
async def test_an_id_is_the_city_itself(service: Scripted, api: ActionApi, name: str) -> None:
    there = {"P625": [statement(position(55.8, 49.1))]}
    service.acts[API] = [answer(entities(document("Q900", claims=there)))]
    assert [city.id for city in await find_cities(api, name, "ru")] == ["Q900"]
    assert [a.query["action"] for a in service.asked] == ["wbgetentities"]


@pytest.mark.parametrize("odd", [{}, {"search": {}}, {"search": [None, [], {"id": 5}]}])
async def test_a_name_that_nothing_has_is_no_city(
    service: Scripted, api: ActionApi, odd: dict[str, Any]
) -> None:
    service.acts[API] = [answer(odd)]
    assert await find_cities(api, "Нигде", "ru") == []
