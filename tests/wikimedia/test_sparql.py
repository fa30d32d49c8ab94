from __future__ import annotations

import json
import re
from typing import Any

import pytest
from aiohttp import web

from inference.wikimedia.errors import RefusedError, ServiceAwayError
from inference.wikimedia.sparql import FoundItem, items_within
from inference.wikimedia.transport import Transport
from tests.wikimedia.scripted import Act, Scripted, answer, body, nothing_kept

KAZAN = (55.7963, 49.1088)
RESULTS = "application/sparql-results+json"
# What the service writes when a query takes longer than a minute.
TIMED_OUT = (
    b"SPARQL-QUERY: queryStr=SELECT ?item ...\njava.util.concurrent.TimeoutException\n"
    b"\tat java.util.concurrent.FutureTask.get(FutureTask.java:205)\n"
)


def row(item: str, **values: str) -> dict[str, Any]:
    kinds = {"item": "uri", "kind": "uri"}
    integer = {"datatype": "http://www.w3.org/2001/XMLSchema#integer"}
    point = {"datatype": "http://www.opengis.net/ont/geosparql#wktLiteral"}
    more = {"sitelinks": integer, "coord": point}
    return {
        name: {"type": kinds.get(name, "literal"), "value": value, **more.get(name, {})}
        for name, value in {"item": wd(item), **values}.items()
    }


def wd(item: str) -> str:
    return f"http://www.wikidata.org/entity/{item}"


def results(*rows: Any) -> Act:
    variables = ["item", "kind", "coord", "sitelinks"]
    document = {"head": {"vars": variables}, "results": {"bindings": list(rows)}}
    return body(json.dumps(document).encode(), RESULTS)


async def found(
    service: Scripted, transport: Transport, *classes: str, radius_km: float = 10
) -> list[FoundItem]:
    return await items_within(transport, f"{service.url}/sparql", *KAZAN, radius_km, classes)


async def test_it_asks_for_items_of_the_classes_and_their_subclasses_around_a_position(
    service: Scripted, transport: Transport
) -> None:
    service.acts["/sparql"] = [results()]
    assert await found(service, transport, "Q33506", "Q16970", radius_km=7.5) == []
    (asked,) = service.asked
    assert asked.query["format"] == "json"
    assert asked.headers["Accept"] == RESULTS
    query = " ".join(asked.query["query"].split())
    assert "VALUES ?kind { wd:Q33506 wd:Q16970 }" in query
    assert '"Point(49.108800 55.796300)"^^geo:wktLiteral' in query
    assert 'wikibase:radius "7.5"' in query
    assert "?item wdt:P31/wdt:P279* ?kind" in query


async def test_rows_of_one_item_are_joined(service: Scripted, transport: Transport) -> None:
    at = "Point(49.1057 55.7989)"
    service.acts["/sparql"] = [
        results(
            row("Q1", kind=wd("Q33506"), coord=at, sitelinks="12"),
            row("Q2", kind=wd("Q16970"), coord="Point(-0.5 -55)", sitelinks="3"),
            row("Q1", kind=wd("Q16970"), coord=at, sitelinks="12"),
            row("Q1", kind=wd("Q33506"), coord="Point(49.2 55.8)", sitelinks="12"),
        )
    ]
    assert await found(service, transport, "Q33506", "Q16970") == [
        FoundItem("Q1", ("Q33506", "Q16970"), 55.7989, 49.1057, 12),
        FoundItem("Q2", ("Q16970",), -55.0, -0.5, 3),
    ]


@pytest.mark.parametrize(
    "coord", ["", "Point(x y)", "Point(- -)", "Point(49 1e999)", "Point(9 91)"]
)
@pytest.mark.parametrize("sitelinks", ["", "many", "-1", "9" * 10_000])
async def test_of_a_row_only_the_item_is_required(
    service: Scripted, transport: Transport, coord: str, sitelinks: str
) -> None:
    service.acts["/sparql"] = [
        results(row("Q1", coord=coord, sitelinks=sitelinks, kind="http://example.org/building"))
    ]
    assert await found(service, transport, "Q33506") == [FoundItem("Q1", (), None, None, 0)]


async def test_a_position_is_on_earth_and_of_the_first_row_that_has_one(
    service: Scripted, transport: Transport
) -> None:
    moon = "<http://www.wikidata.org/entity/Q405> Point(5 5)"
    earth = "<http://www.wikidata.org/entity/Q2> Point(9 8)"
    service.acts["/sparql"] = [
        results(
            row("Q1"), row("Q1", coord=moon), row("Q1", coord=earth), row("Q1", coord="Point(1 2)")
        )
    ]
    assert await found(service, transport, "Q33506") == [FoundItem("Q1", (), 8.0, 9.0, 0)]


async def test_what_is_no_item_is_left_out(service: Scripted, transport: Transport) -> None:
    blank = {"item": {"type": "bnode", "value": "t123"}}
    service.acts["/sparql"] = [
        results(
            {},
            [],
            None,
            "row",
            blank,
            row("P31"),
            row("Q7\n"),
            row("Q" + "9" * 99),
            {"item": "Q5"},
            {"item": []},
            row("Q7"),
        )
    ]
    assert [item.id for item in await found(service, transport, "Q33506")] == ["Q7"]


@pytest.mark.parametrize("bindings", [None, {}, "none", 5])
async def test_results_without_rows_are_none(
    service: Scripted, transport: Transport, bindings: Any
) -> None:
    service.acts["/sparql"] = [answer({"head": {}, "results": {"bindings": bindings}})]
    assert await found(service, transport, "Q33506") == []


async def test_without_classes_nothing_is_asked(service: Scripted, transport: Transport) -> None:
    assert await found(service, transport) == []
    assert service.asked == []


def overloaded(most: int, timed_out: Act) -> Act:
    """Gives up a query of more than so many classes; else finds one item for each."""

    async def act(request: web.Request) -> web.StreamResponse:
        classes = re.findall(r"wd:(Q\d+)", request.query["query"])
        rows = [row("Q1", kind=wd(kind)) for kind in classes]
        return await (timed_out if len(classes) > most else results(*rows))(request)

    return act


# The service has sent a part of the results when it notices that the time is over.
CUT_OFF = b'{"head":{"vars":["item"]},"results":{"bindings":[{"item":{"ty' + TIMED_OUT


@pytest.mark.parametrize(
    "timed_out",
    [
        body(TIMED_OUT, "text/plain", 500),
        body(CUT_OFF, RESULTS),
        body(CUT_OFF[: -len(TIMED_OUT)], RESULTS),
    ],
    ids=["500", "cut", "cut without a word"],
)
async def test_a_query_that_takes_too_long_is_asked_in_halves(
    service: Scripted, transport: Transport, timed_out: Act
) -> None:
    service.acts["/sparql"] = [overloaded(2, timed_out)]
    classes = ("Q11", "Q12", "Q13", "Q14", "Q15")
    assert await found(service, transport, *classes) == [FoundItem("Q1", classes, None, None, 0)]
    asked = [re.findall(r"wd:(Q\d+)", a.query["query"]) for a in service.asked]
    # None of them twice: the same query would take as long again.
    assert asked == [
        [*classes],
        ["Q11", "Q12"],
        ["Q13", "Q14", "Q15"],
        ["Q13"],
        ["Q14", "Q15"],
    ]


async def test_a_single_class_that_takes_too_long_is_named(
    service: Scripted, transport: Transport
) -> None:
    service.acts["/sparql"] = [body(TIMED_OUT, "text/plain", 500)]
    with pytest.raises(ServiceAwayError, match=r"Q33506 within 10 km; try a smaller radius"):
        await found(service, transport, "Q33506")
    assert len(service.asked) == 1


@pytest.mark.parametrize(
    "broken",
    [
        body(b"<html>Service unavailable</html>", "text/html"),
        body(b"", RESULTS),
        body(b"[" * 100_000, RESULTS),
        body(b"oops", "text/plain", 500),
        answer([]),
        answer({"results": []}),
        answer({"boolean": True}),
    ],
)
async def test_what_is_no_result_is_asked_for_again_and_not_kept(
    service: Scripted, transport: Transport, broken: Act
) -> None:
    service.acts["/sparql"] = [broken, broken, results(row("Q1"))]
    assert [item.id for item in await found(service, transport, "Q33506", "Q16970")] == ["Q1"]
    assert len(service.asked) == 3
    assert len({asked.query["query"] for asked in service.asked}) == 1


async def test_a_malformed_query_is_a_sentence(
    service: Scripted, transport: Transport, tmp_path: Any
) -> None:
    malformed = b"org.openrdf.query.MalformedQueryException: Encountered ..."
    service.acts["/sparql"] = [body(malformed, "text/plain", 400)]
    with pytest.raises(RefusedError, match="400"):
        await found(service, transport, "Q33506")
    assert nothing_kept(tmp_path)
