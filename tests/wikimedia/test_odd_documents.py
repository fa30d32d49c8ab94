"""Documents with odd things in them: what is read is whole, and nothing ends in a traceback."""

from __future__ import annotations

import copy
import json
import random
import re
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import fields
from typing import Any

import pytest

from inference.wikimedia.action_api import ActionApi
from inference.wikimedia.cache import HttpCache
from inference.wikimedia.commons import CommonsFile, files_near, files_of_category, read_files
from inference.wikimedia.entities import Entity, find_cities, items_near, read_entities
from inference.wikimedia.errors import WikimediaError
from inference.wikimedia.licences import Licence
from inference.wikimedia.sparql import FoundItem, items_within
from inference.wikimedia.transport import Transport
from tests.wikimedia.scripted import AGENT, Scripted, Time, answer

ITEM = re.compile(r"Q[1-9][0-9]*")
ODD: Sequence[Any] = (
    *(None, True, False, 0, -1, 5, 1.5, float("nan"), float("inf"), 10**30, 1e300),
    *(
        "",
        "0",
        "Q0",
        "Q5",
        "\ud800",
        "\x00",
        "\u202e",
        "a\nb",
        "<![x[",
        "<b",
        "9" * 5000,
        "//",
        "File:",
    ),
    *([], {}, [None], [[]], [{}], {"": None}, {"value": {}}, {"title": "\udfff"}, [5, "x"]),
)
SNAK: dict[str, Any] = {"snaktype": "value", "property": "P0"}
CLAIMS: dict[str, Any] = {
    "P625": {
        "latitude": 55.8,
        "longitude": 49.1,
        "precision": 0.0001,
        "globe": "http://www.wikidata.org/entity/Q2",
    },
    "P18": "Kazan.jpg",
    "P373": "Kazan",
    "P31": {"entity-type": "item", "numeric-id": 515, "id": "Q515"},
    "P576": {"time": "+1932-00-00T00:00:00Z"},
}
ENTITY: dict[str, Any] = {
    "type": "item",
    "id": "Q1",
    "labels": {"ru": {"language": "ru", "value": "Казань"}, "mul": {"value": "Kazan"}},
    "aliases": {"en": [{"language": "en", "value": "Qazan"}]},
    "descriptions": {"en": {"language": "en", "value": "city"}},
    "sitelinks": {"ruwiki": {"title": "Казань", "url": "https://ru.wikipedia.org/wiki/X"}},
    "claims": {
        prop: [{"mainsnak": SNAK | {"datavalue": {"value": value}}, "rank": "normal"}]
        for prop, value in CLAIMS.items()
    },
}
ENTITIES: dict[str, Any] = {
    "entities": {
        "Q1": ENTITY,
        "Q2": ENTITY | {"id": "Q3", "redirects": {"from": "Q2", "to": "Q3"}},
        "Q4": {"id": "Q4", "missing": ""},
    },
    "success": 1,
}
FILES: dict[str, Any] = {
    "batchcomplete": True,
    "continue": {"gcmcontinue": "x", "continue": "||"},
    "query": {
        "normalized": [{"fromencoded": False, "from": "file:a.jpg", "to": "File:A.jpg"}],
        "redirects": [{"from": "File:A.jpg", "to": "File:B.jpg"}],
        "pages": [
            {"ns": 6, "title": "File:None.jpg", "missing": True, "imagerepository": ""},
            {
                "pageid": 5,
                "ns": 6,
                "title": "File:B.jpg",
                "categories": [{"ns": 14, "title": "Category:Kazan"}],
                "imageinfo": [
                    {
                        "size": 90_000,
                        "width": 2000,
                        "height": 1000,
                        "thumburl": "https://upload.example.org/thumb/B.jpg/1280px-B.jpg",
                        "thumbwidth": 1280,
                        "thumbheight": 640,
                        "url": "https://upload.example.org/B.jpg",
                        "descriptionurl": "https://commons.example.org/wiki/File:B.jpg",
                        "mime": "image/jpeg",
                        "extmetadata": {
                            key: {"value": value, "source": "commons-desc-page", "hidden": ""}
                            for key, value in {
                                "Artist": "<b>Anna</b>",
                                "ImageDescription": "a house",
                                "License": "cc-by-4.0",
                                "LicenseShortName": "CC BY 4.0",
                                "UsageTerms": "Creative Commons Attribution 4.0",
                                "LicenseUrl": "https://creativecommons.org/licenses/by/4.0",
                                "NonFree": "false",
                            }.items()
                        },
                    }
                ],
            },
        ],
    },
}
NEAR: dict[str, Any] = {"query": {"geosearch": [{"title": "Q5", "dist": 1}, {"title": "Q6"}]}}
SEARCH: dict[str, Any] = {"search": [{"id": "Q1"}, {"id": "Q2"}]}
ROWS: dict[str, Any] = {
    "head": {"vars": ["item"]},
    "results": {
        "bindings": [
            {
                "item": {"type": "uri", "value": "http://www.wikidata.org/entity/Q1"},
                "kind": {"type": "uri", "value": "http://www.wikidata.org/entity/Q515"},
                "coord": {"type": "literal", "value": "Point(49.1 55.8)"},
                "sitelinks": {"type": "literal", "value": "7"},
            }
        ]
        * 2
    },
}


def places(node: Any) -> Iterator[tuple[Any, Any]]:
    """Every (list or map, key) of a document."""
    if isinstance(node, dict | list):
        for key in node if isinstance(node, dict) else range(len(node)):
            yield node, key
            yield from places(node[key])


def mutated(document: dict[str, Any], chance: random.Random) -> Any:
    """The document with one to three of its parts replaced, removed or written twice."""
    changed = copy.deepcopy(document)
    for _ in range(chance.randint(1, 3)):
        found = list(places(changed))
        if not found:
            break
        node, key = chance.choice(found)
        how = chance.random()
        if how < 0.15:
            del node[key]
        elif how < 0.25 and isinstance(node, list):
            node.append(copy.deepcopy(node[key]))
        else:
            node[key] = copy.deepcopy(chance.choice(ODD))
    return changed


@pytest.fixture
async def transport(service: Scripted, cache: HttpCache, time: Time) -> AsyncIterator[Transport]:
    """One that keeps nothing: every question is asked."""
    async with Transport(cache, AGENT, max_age=0, sleep=time.sleep, clock=time) as transport:
        yield transport


async def read_all(service: Scripted, transport: Transport, document: Any) -> list[Any]:
    """What every reader makes of a document; errors that a person is shown are left out."""
    api = ActionApi(transport, f"{service.url}/api")
    service.acts["/api"] = service.acts["/sparql"] = [answer(document)]
    read: list[Any] = []
    told: list[str] = []
    for reading in (
        read_entities(api, ["Q1", "Q2", "Q4"]),
        items_near(api, 55.8, 49.1, 500),
        find_cities(api, "Казань", "ru"),
        read_files(api, ["file:a.jpg", "File:B.jpg", "File:None.jpg"]),
        files_of_category(api, "Kazan", most=1),
        files_near(api, 55.8, 49.1, 200),
        items_within(transport, f"{service.url}/sparql", 55.8, 49.1, 5, ["Q515"]),
    ):
        try:
            found = await reading
        except WikimediaError as error:
            told.append(str(error))
        else:
            read += found.values() if isinstance(found, dict) else found
    assert all(told)
    return read


def check(thing: Any) -> None:
    for text in texts(thing):
        assert text.encode() is not None  # no half of a pair of surrogates, which no file takes
    if isinstance(thing, str):
        assert ITEM.fullmatch(thing)
    if isinstance(thing, Entity | FoundItem):
        assert ITEM.fullmatch(thing.id)
        assert all(ITEM.fullmatch(kind) for kind in thing.kinds)
        assert (thing.lat is None) == (thing.lon is None)
        if thing.lat is not None and thing.lon is not None:
            assert type(thing.lat) is float
            assert abs(thing.lat) <= 90
            assert abs(thing.lon) <= 180
    if isinstance(thing, Entity):
        assert all(url.startswith("https://") for url in thing.articles.values())
        assert all(isinstance(value, str) for value in thing.labels.values())
        assert thing.image != ""
        assert thing.commons_category != ""
    if isinstance(thing, CommonsFile):
        sizes = (thing.width, thing.height, thing.original_width, thing.original_height)
        assert all(type(size) is int and size >= 0 for size in sizes)
        assert thing.width > 0
        assert thing.height > 0
        assert thing.width + thing.height <= 10_000
        assert thing.url.startswith("https://")
        assert thing.page_url.startswith("https://")
        assert thing.author is None or any(sign.isalnum() for sign in thing.author)
        assert len(f"{thing.author}{thing.description}".splitlines()) == 1
        if thing.licence is not None:
            assert thing.licence.name
            assert thing.licence.url is None or thing.licence.url.startswith("https://")


def texts(thing: Any) -> Iterator[str]:
    if isinstance(thing, str):
        yield thing
    elif isinstance(thing, Entity | FoundItem | CommonsFile | Licence):
        for field in fields(thing):
            yield from texts(getattr(thing, field.name))
    elif isinstance(thing, dict):
        yield from texts([*thing, *thing.values()])
    elif isinstance(thing, list | tuple):
        for part in thing:
            yield from texts(part)


DOCUMENTS = {
    "entities": ENTITIES,
    "files": FILES,
    "near": NEAR,
    "search": SEARCH,
    "rows": ROWS,
}


@pytest.mark.parametrize("kind", DOCUMENTS)
async def test_the_documents_themselves_say_something(
    service: Scripted, transport: Transport, kind: str
) -> None:
    document = copy.deepcopy(DOCUMENTS[kind])
    document.pop("continue", None)
    read = await read_all(service, transport, document)
    assert bool(read) == (kind != "search")
    for thing in read:
        check(thing)


@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize("kind", DOCUMENTS)
async def test_odd_documents_are_read_as_far_as_they_go(
    service: Scripted, transport: Transport, kind: str, seed: int
) -> None:
    chance = random.Random(f"{kind} {seed}")  # noqa: S311
    for _ in range(5):
        document = mutated(DOCUMENTS[kind], chance)
        for thing in await read_all(service, transport, document):
            try:
                check(thing)
            except AssertionError as error:
                raise AssertionError(f"{thing} of {json.dumps(document)}") from error
