"""The imitation answers as the services' documentation says; other tests rely on it."""

from __future__ import annotations

import asyncio
import io
import json
import time
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import ClientError, ClientSession
from PIL import Image

from tests.wikimedia.imitation import (
    Fault,
    Faults,
    Imitation,
    Limits,
    Statement,
    World,
    make_world,
    oddities,
)

HEADERS = {"User-Agent": "Orientir/0 (tests@example.org) aiohttp"}
FILES = {"generator": "categorymembers", "gcmtype": "file", "gcmtitle": "Category:Odd files"}
PICTURES = {"prop": "imageinfo", "iiprop": "url|size|mime|extmetadata", "iiurlwidth": "1280"}
AROUND = """SELECT ?item ?kind ?coord ?sitelinks WHERE {
  SERVICE wikibase:around {
    ?item wdt:P625 ?coord .
    bd:serviceParam wikibase:center "Point(49.1088 55.7963)"^^geo:wktLiteral ;
                    wikibase:radius "10" .
  }
  VALUES ?kind { wd:Q1370598 wd:Q33506 }
  ?item wdt:P31/wdt:P279* ?kind .
  OPTIONAL { ?item wikibase:sitelinks ?sitelinks }
}"""


@pytest.fixture(scope="module")
def world() -> World:
    return make_world(places=42, photos=3)


@pytest.fixture
async def imitation(world: World) -> AsyncIterator[Imitation]:
    async with Imitation(world, latency=0) as imitation:
        yield imitation


@pytest.fixture
async def http() -> AsyncIterator[ClientSession]:
    async with ClientSession(headers=HEADERS) as session:
        yield session


async def ask(http: ClientSession, url: str, **parameters: str) -> dict[str, Any]:
    given = {"format": "json", "formatversion": "2", "maxlag": "5"} | parameters
    async with http.get(url, params=given) as response:
        assert response.status == 200
        assert response.content_type == "application/json"
        document: dict[str, Any] = json.loads(await response.text())
        return document


async def everything(
    http: ClientSession, url: str, **parameters: str
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """(All answers of a continued query; its pages, their props merged)."""
    answers, pages, onward = [], dict[str, dict[str, Any]](), dict[str, str]()
    while True:
        answer = await ask(http, url, action="query", **(parameters | onward))
        answers.append(answer)
        for page in answer["query"]["pages"]:
            known = pages.setdefault(page["title"], {})
            for key, value in page.items():
                known[key] = known[key] + value if key == "categories" and key in known else value
        if "continue" not in answer:
            return answers, list(pages.values())
        onward = answer["continue"]


async def refusal(http: ClientSession, url: str, **parameters: str) -> str:
    code: str = (await ask(http, url, **parameters))["error"]["code"]
    return code


async def test_an_entity_has_the_texts_claims_and_links_that_were_asked_for(
    imitation: Imitation, http: ClientSession
) -> None:
    document = await ask(
        http,
        imitation.wikidata_api_url,
        action="wbgetentities",
        ids=oddities.RANKS,
        props="labels|claims|sitelinks/urls",
        languages="ru",
        sitefilter="enwiki",
    )
    entity = document["entities"][oddities.RANKS]
    assert entity["labels"] == {"ru": {"language": "ru", "value": "Ранги"}}
    assert "descriptions" not in entity
    assert (
        entity["sitelinks"]["enwiki"]["url"] == "https://en.wikipedia.org/wiki/Ranks_%26_files%3F"
    )
    assert list(entity["sitelinks"]) == ["enwiki"]
    ranks = [claim["rank"] for claim in entity["claims"]["P625"]]
    assert ranks == ["deprecated", "normal", "preferred"]
    position = entity["claims"]["P625"][2]["mainsnak"]["datavalue"]
    assert position["type"] == "globecoordinate"
    assert position["value"]["globe"] == "http://www.wikidata.org/entity/Q2"
    kind = entity["claims"]["P31"][1]["mainsnak"]["datavalue"]["value"]
    assert kind == {"entity-type": "item", "numeric-id": 16970, "id": "Q16970"}


async def test_redirects_of_items_keep_the_id_that_was_asked_for_and_deleted_ones_are_missing(
    imitation: Imitation, http: ClientSession
) -> None:
    ids = f"{oddities.RENAMED}|{oddities.DELETED}|{oddities.UNKNOWN_VALUES}|{oddities.EMPTY}"
    document = await ask(http, imitation.wikidata_api_url, action="wbgetentities", ids=ids)
    entities = document["entities"]
    assert entities[oddities.RENAMED]["id"] == oddities.RENAMED_TO
    assert entities[oddities.RENAMED]["redirects"]["to"] == oddities.RENAMED_TO
    assert entities[oddities.DELETED] == {"id": oddities.DELETED, "missing": ""}
    unknown = entities[oddities.UNKNOWN_VALUES]["claims"]["P625"][0]["mainsnak"]
    assert unknown["snaktype"] == "somevalue"
    assert "datavalue" not in unknown
    assert entities[oddities.EMPTY]["labels"] == []


async def test_wrong_requests_get_the_errors_of_mediawiki(
    imitation: Imitation, http: ClientSession
) -> None:
    wikidata, commons = imitation.wikidata_api_url, imitation.commons_api_url
    many = "|".join(f"Q{number}" for number in range(1, 52))
    assert await refusal(http, wikidata, action="wbgetentities", ids=many) == "toomanyvalues"
    assert await refusal(http, wikidata, action="wbgetentities", ids="Q1|x") == "no-such-entity"
    assert await refusal(http, wikidata, action="wbgetentity", ids="Q1") == "badvalue"
    assert await refusal(http, commons, action="wbgetentities", ids="Q1") == "badvalue"
    assert await refusal(http, wikidata, action="wbsearchentities", search="x") == "missingparam"
    near = {"action": "query", "list": "geosearch", "gscoord": "55|49"}
    assert await refusal(http, wikidata, **near, gsradius="10001") == "outofrange"
    assert await refusal(http, wikidata, **near | {"gscoord": "95|49"}) == "invalid-coord"
    wrong = {"action": "query"} | FILES | {"gcmtitle": "Odd files"}
    assert await refusal(http, commons, **wrong) == "invalidcategory"
    lost = {"action": "query"} | FILES | {"gcmcontinue": "x"}
    assert await refusal(http, commons, **lost) == "badcontinue"


async def test_unknown_parameters_and_values_are_warned_of(
    imitation: Imitation, http: ClientSession
) -> None:
    document = await ask(
        http,
        imitation.commons_api_url,
        action="query",
        titles="File:New name.jpg",
        prop="imageinfo|imageinf",
        iiprop="url|colour",
        iilimt="1",
    )
    warnings = document["warnings"]
    assert warnings["main"]["warnings"] == "Unrecognized parameter: iilimt."
    assert "imageinf" in warnings["query"]["warnings"]
    assert "colour" in warnings["imageinfo"]["warnings"]
    assert "url" in document["query"]["pages"][0]["imageinfo"][0]


async def test_a_client_without_name_is_turned_away(imitation: Imitation) -> None:
    async with ClientSession() as nameless, nameless.get(imitation.commons_api_url) as response:
        assert response.status == 403


async def test_without_format_the_api_answers_a_person(
    imitation: Imitation, http: ClientSession
) -> None:
    async with http.get(imitation.commons_api_url, params={"action": "query"}) as response:
        assert response.content_type == "text/html"


async def test_titles_are_normalized_redirected_missing_or_invalid(
    imitation: Imitation, http: ClientSession
) -> None:
    document = await ask(
        http,
        imitation.commons_api_url,
        action="query",
        titles="\x1ffile:old_name.jpg\x1fFile:Gone.jpg\x1fFile:a|b.jpg",
        prop="imageinfo",
        iiprop="url",
        redirects="1",
    )
    query = document["query"]
    assert {"fromencoded": False, "from": "file:old_name.jpg", "to": "File:Old name.jpg"} in (
        query["normalized"]
    )
    assert query["redirects"] == [{"from": "File:Old name.jpg", "to": "File:New name.jpg"}]
    pages = {page["title"]: page for page in query["pages"]}
    assert pages["File:Gone.jpg"]["missing"] is True
    assert pages["File:A|b.jpg"]["invalid"] is True
    assert pages["File:New name.jpg"]["imageinfo"][0]["descriptionurl"].endswith(
        "/File:New_name.jpg"
    )


async def test_a_category_is_continued_within_its_props_and_whole_in_the_end(
    world: World, http: ClientSession
) -> None:
    limits = Limits(members=5, categories=3, transforms=2)
    wanted = PICTURES | {"prop": "imageinfo|categories", "clshow": "!hidden", "cllimit": "max"}
    async with Imitation(world, limits=limits, latency=0) as imitation:
        answers, pages = await everything(
            http, imitation.commons_api_url, **FILES, gcmlimit="500", **wanted
        )
    unfinished = [answer for answer in answers if "batchcomplete" not in answer]
    assert any("iicontinue" in answer["continue"] for answer in unfinished)
    assert any("gcmcontinue" in a["continue"] for a in answers if "batchcomplete" in a)
    assert {page["title"] for page in pages} == {
        file.title for file in world.members(oddities.CATEGORY)
    }
    for page in pages:
        assert [each["title"] for each in page["categories"]] == ["Category:Odd files"]
        assert len(page["imageinfo"]) == 1


async def test_thumbnails_are_made_by_kind_and_never_enlarged(
    imitation: Imitation, http: ClientSession
) -> None:
    _, pages = await everything(
        http, imitation.commons_api_url, **FILES, gcmlimit="max", **PICTURES
    )
    found = {page["title"].removeprefix("File:"): page["imageinfo"][0] for page in pages}
    assert "/lossy-page1-1280px-Scan.tif.jpg?" in found["Scan.tif"]["thumburl"]
    assert "/lossy-page1-900px-Small_scan.tiff.jpg?" in found["Small scan.tiff"]["thumburl"]
    assert found["Coat of arms.svg"]["thumburl"].split("?")[0].endswith(".svg.png")
    assert (
        found[oddities.HEAVY]["thumburl"].split("?")[0]
        == (found[oddities.HEAVY]["url"].split("?")[0])
    )
    assert (found[oddities.HUGE]["thumbwidth"], found[oddities.HUGE]["thumbheight"]) == (1280, 853)
    assert found["Film.webm"]["duration"] == 42.5
    assert found[oddities.NO_FILE]["filemissing"] is True
    assert "Artist" not in found[oddities.NO_ARTIST]["extmetadata"]
    terms = found["Licence fair-use.jpg"]["extmetadata"]
    assert terms["NonFree"]["value"] == "true"
    assert terms["CommonsMetadataExtension"]["value"] == 1.2


async def test_every_thumbnail_named_is_served_in_the_size_told(
    imitation: Imitation, http: ClientSession
) -> None:
    names = ("Scan.tif", "Small scan.tiff", "Lossless.png", "Modern.webp", oddities.SIGNS)
    titles = "|".join(f"File:{name}" for name in (*names, oddities.HUGE))
    _, pages = await everything(http, imitation.commons_api_url, titles=titles, **PICTURES)
    assert len(pages) == 6
    for page in pages:
        told = page["imageinfo"][0]
        async with http.get(told["thumburl"]) as response:
            assert response.status == 200
            picture = Image.open(io.BytesIO(await response.read()))
        assert picture.size == (told["thumbwidth"], told["thumbheight"])
        assert Image.MIME[picture.format or ""] == response.content_type


async def test_pictures_differ_by_file_and_have_validators(
    imitation: Imitation, world: World, http: ClientSession
) -> None:
    titles = "|".join(file.title for file in world.photos_of(world.places[0])[:3])
    _, pages = await everything(http, imitation.commons_api_url, titles=titles, **PICTURES)
    bodies = set()
    for page in pages:
        url = page["imageinfo"][0]["thumburl"]
        async with http.get(url) as response:
            bodies.add(await response.read())
        for name, validator in (("If-None-Match", "ETag"), ("If-Modified-Since", "Last-Modified")):
            async with http.get(url, headers={name: response.headers[validator]}) as again:
                assert again.status == 304
                assert await again.read() == b""
    assert len(bodies) == 3


async def test_originals_have_the_size_told_and_other_widths_are_refused(
    imitation: Imitation, http: ClientSession
) -> None:
    titles = f"File:{oddities.HEAVY}|File:{oddities.LOST}"
    _, pages = await everything(http, imitation.commons_api_url, titles=titles, **PICTURES)
    found = {page["title"]: page["imageinfo"][0] for page in pages}
    async with http.get(found[f"File:{oddities.HEAVY}"]["url"]) as response:
        body = await response.read()
    assert len(body) == 9_000_000
    assert Image.open(io.BytesIO(body)).size == (1200, 900)
    lost = found[f"File:{oddities.LOST}"]["thumburl"]
    async with http.get(lost) as response:
        assert response.status == 404
    url = found[f"File:{oddities.HEAVY}"]["url"].split("?")[0]
    thumbs = url.replace("/commons/", "/commons/thumb/")
    async with http.get(f"{thumbs}/640px-Small_but_heavy.jpg") as response:
        assert response.status == 429


async def test_geosearch_lists_the_nearest_first_within_the_radius(
    imitation: Imitation, world: World, http: ClientSession
) -> None:
    place = world.position(world.places[0])
    near = {"action": "query", "list": "geosearch", "gscoord": f"{place.lat}|{place.lon}"}
    document = await ask(http, imitation.wikidata_api_url, **near, gsradius="3000", gslimit="50")
    found = document["query"]["geosearch"]
    assert found[0]["title"] == world.places[0]
    assert found[0]["primary"] is True
    distances = [each["dist"] for each in found]
    assert distances == sorted(distances)
    assert distances[-1] <= 3000
    files = await ask(http, imitation.commons_api_url, **near, gsnamespace="6", gsradius="100")
    assert len(files["query"]["geosearch"]) >= 3
    assert all(each["ns"] == 6 for each in files["query"]["geosearch"])


async def test_a_generated_geosearch_has_an_index_in_place_of_distances(
    imitation: Imitation, world: World, http: ClientSession
) -> None:
    place = world.position(world.places[0])
    _, pages = await everything(
        http,
        imitation.commons_api_url,
        generator="geosearch",
        ggscoord=f"{place.lat}|{place.lon}",
        ggsnamespace="6",
        prop="coordinates",
    )
    assert sorted(page["index"] for page in pages) == list(range(-1, len(pages) - 1))
    assert all(page["coordinates"][0]["globe"] == "earth" for page in pages)


async def test_search_finds_the_best_known_city_of_a_name_first(
    imitation: Imitation, http: ClientSession
) -> None:
    document = await ask(
        http,
        imitation.wikidata_api_url,
        action="wbsearchentities",
        search="казань",
        language="ru",
        limit="2",
    )
    assert document["search"][0]["id"] == "Q900"
    assert document["search"][0]["match"] == {"type": "label", "language": "ru", "text": "Казань"}
    assert document["search-continue"] == 2


async def test_sparql_finds_what_is_of_a_class_or_of_one_below_it(
    imitation: Imitation, world: World, http: ClientSession
) -> None:
    parameters = {"query": AROUND, "format": "json"}
    async with http.get(imitation.sparql_url, params=parameters) as response:
        assert response.content_type == "application/sparql-results+json"
        document = json.loads(await response.text())
    assert document["head"]["vars"] == ["item", "kind", "coord", "sitelinks"]
    rows = document["results"]["bindings"]
    found = {row["item"]["value"].rpartition("/")[2] for row in rows}
    below = {"Q33506", "Q207694", "Q16970", "Q2977", "Q32815", "Q44613", "Q34627"}
    assert found == {
        place for place in world.places if set(map(str, world.items[place].best("P31"))) & below
    }
    assert rows[0]["coord"]["value"].startswith("Point(49.")
    assert rows[0]["sitelinks"]["datatype"] == "http://www.w3.org/2001/XMLSchema#integer"


@pytest.mark.parametrize(
    "query",
    [
        AROUND.replace("VALUES ?kind", "VALUES kind"),
        AROUND.replace("wdt:P31/", "unknown:P31/"),
        AROUND.replace('wikibase:radius "10"', "wikibase:radios 10"),
        AROUND.replace("SERVICE wikibase:around", "SERVICE wikibase:box"),
        AROUND.replace('radius "10"', 'radius "10" ; wikibase:globe wd:Q405'),
        "ASK { ?item wdt:P31 wd:Q5 }",
    ],
)
async def test_sparql_that_is_none_is_refused(
    imitation: Imitation, http: ClientSession, query: str
) -> None:
    parameters = {"query": query, "format": "json"}
    async with http.get(imitation.sparql_url, params=parameters) as response:
        assert response.status == 400


async def test_queries_about_too_many_classes_are_cut_off_or_fail(
    world: World, http: ClientSession
) -> None:
    async with Imitation(world, faults=Faults(most_classes=1), latency=0) as imitation:
        parameters = {"query": AROUND, "format": "json"}
        async with http.get(imitation.sparql_url, params=parameters) as response:
            assert response.status == 200
            assert "java.util.concurrent.TimeoutException" in await response.text()
        more = AROUND.replace("wd:Q33506", "wd:Q33506 wd:Q12280")
        async with http.get(
            imitation.sparql_url, params={"query": more, "format": "json"}
        ) as response:
            assert response.status == 500
            assert "java.util.concurrent.TimeoutException" in await response.text()


@pytest.mark.parametrize(
    ("fault", "status", "waits"),
    [
        (Fault.TOO_MANY, 429, True),
        (Fault.TOO_MANY_UNTIL, 429, True),
        (Fault.UNAVAILABLE, 503, True),
        (Fault.SERVER_ERROR, 500, False),
        (Fault.BAD_GATEWAY, 502, False),
        (Fault.GATEWAY_TIMEOUT, 504, False),
        (Fault.HTML, 200, False),
        (Fault.MAXLAG, 200, True),
        (Fault.RATE_LIMITED, 200, False),
        (Fault.READ_ONLY, 200, False),
        (Fault.DATABASE, 200, False),
    ],
)
async def test_a_fault_looks_as_it_does_on_the_wire_and_passes(
    imitation: Imitation, http: ClientSession, fault: Fault, status: int, waits: bool
) -> None:
    imitation.fail_next(fault)
    parameters = {"action": "wbgetentities", "ids": "Q900", "format": "json", "formatversion": "2"}
    async with http.get(imitation.wikidata_api_url, params=parameters) as response:
        assert response.status == status
        assert ("Retry-After" in response.headers) is waits
        if response.content_type == "application/json":
            assert json.loads(await response.text())["error"]["code"] in fault.value
    assert "Q900" in (await ask(http, imitation.wikidata_api_url, **parameters))["entities"]
    assert [request.succeeded for request in imitation.log.requests] == [False, True]


@pytest.mark.parametrize(
    "faults",
    [
        (Fault.TRUNCATED,),
        (Fault.RESET, Fault.RESET),  # the first one aiohttp's client tries again by itself
    ],
)
async def test_a_broken_connection_leaves_no_whole_answer(
    imitation: Imitation, world: World, http: ClientSession, faults: tuple[Fault, ...]
) -> None:
    title = world.photos_of(world.places[0])[0].title
    asked = {"action": "query", "titles": title} | PICTURES
    document = await ask(http, imitation.commons_api_url, **asked)
    url = document["query"]["pages"][0]["imageinfo"][0]["thumburl"]
    for address in (url, f"{imitation.commons_api_url}?action=query&format=json&formatversion=2"):
        imitation.fail_next(*faults)
        with pytest.raises(ClientError):
            async with http.get(address) as response:
                await response.read()
        assert not imitation.log.requests[-1].succeeded


async def test_replicas_that_lag_more_than_maxlag_make_clients_wait(
    imitation: Imitation, http: ClientSession
) -> None:
    imitation.wikidata.lag = 7.5
    document = await ask(http, imitation.wikidata_api_url, action="query", titles="Q900")
    assert document["error"]["lag"] == 7.5
    assert imitation.log.requests[-1].retry_after == 7
    document = await ask(
        http, imitation.wikidata_api_url, action="query", titles="Q900", maxlag="10"
    )
    assert "error" not in document


async def test_a_share_of_the_requests_fails_and_none_for_ever(
    world: World, http: ClientSession
) -> None:
    faults = Faults(share=0.5, kinds=(Fault.SERVER_ERROR,), in_a_row=3, seed=4)
    async with Imitation(world, faults=faults, latency=0) as imitation:
        parameters = {"action": "query", "format": "json", "formatversion": "2", "titles": "Q900"}
        statuses = []
        for _ in range(40):
            async with http.get(imitation.wikidata_api_url, params=parameters) as response:
                statuses.append(response.status)
    assert statuses.count(500) == 3
    assert statuses[-1] == 200


async def test_the_log_tells_of_bad_manners(world: World, http: ClientSession) -> None:
    async with Imitation(world, latency=0.1, faults=Faults(retry_after=5)) as imitation:
        parameters = {"action": "query", "format": "json", "formatversion": "2"}

        async def asked(title: str) -> None:
            given = parameters | {"titles": title}
            async with http.get(imitation.wikidata_api_url, params=given) as response:
                await response.read()

        await asyncio.gather(asked("Q900"), asked("Q1"), asked("Q2"))
        assert imitation.log.most_in_flight == 3
        assert len(imitation.log.without_maxlag()) == 3
        assert imitation.log.repeated() == []
        await asked("Q900")
        assert len(imitation.log.repeated()) == 1
        imitation.fail_next(Fault.UNAVAILABLE)
        await asked("Q3")
        waiting = imitation.log.requests[-1]
        assert waiting.retry_after == 5
        assert imitation.log.too_early() == []
        early = time.monotonic() + 1
        imitation.log.requests.append(
            type(waiting)(early, "GET", waiting.path, waiting.params, waiting.headers, 1)
        )
        assert [request.time for request in imitation.log.too_early()] == [early]
        assert imitation.log.user_agents() == {HEADERS["User-Agent"]}


def test_a_world_has_as_many_free_photos_as_asked_for_and_unlike_names() -> None:
    world = make_world(places=900, photos=2, oddities=False)
    names = {tuple(world.items[place].labels.items()) for place in world.places}
    assert len(names) == len(world.places) == 900
    for place in world.places[:50]:
        kinds = world.items[place].claims["P31"]
        assert all(isinstance(each, Statement) and each.rank == "normal" for each in kinds)
        photos = [file for file in world.photos_of(place) if file.artist and "Kazan" in file.title]
        assert len(world.photos_of(place)) == 4
        assert photos


def test_the_same_seed_makes_the_same_world() -> None:
    assert make_world(30, 3, seed=5) == make_world(30, 3, seed=5)
    assert make_world(30, 3, seed=5) != make_world(30, 3, seed=6)
