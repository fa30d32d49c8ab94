"""Entities as JSON: https://doc.wikimedia.org/Wikibase/master/php/docs_topics_json.html"""

from __future__ import annotations

import hashlib
from typing import Any
from urllib.parse import quote

from tests.wikimedia.imitation.world import Coordinates, Item, Statement

_DATATYPES = {  # property → (datatype, type of its values)
    "P18": ("commonsMedia", "string"),
    "P31": ("wikibase-item", "wikibase-entityid"),
    "P131": ("wikibase-item", "wikibase-entityid"),
    "P279": ("wikibase-item", "wikibase-entityid"),
    "P373": ("string", "string"),
    "P571": ("time", "time"),
    "P576": ("time", "time"),
    "P625": ("globe-coordinate", "globecoordinate"),
}


def entity_document(
    item: Item, props: list[str], languages: list[str] | None, sites: list[str] | None
) -> dict[str, Any]:
    document: dict[str, Any] = {}
    if "info" in props:
        document |= {
            "pageid": item.page_id,
            "ns": 0,
            "title": item.id,
            "lastrevid": item.page_id * 7,
            "modified": "2024-03-01T12:00:00Z",
        }
    document |= {"type": "item", "id": item.id}

    def wanted(code: str) -> bool:
        return languages is None or code in languages

    if "labels" in props:
        document["labels"] = _terms({k: v for k, v in item.labels.items() if wanted(k)})
    if "descriptions" in props:
        document["descriptions"] = _terms({k: v for k, v in item.descriptions.items() if wanted(k)})
    if "aliases" in props:
        document["aliases"] = {
            code: [{"language": code, "value": value} for value in values]
            for code, values in item.aliases.items()
            if wanted(code)
        }
    if "claims" in props:
        document["claims"] = {
            prop: [_claim(item.id, prop, number, each) for number, each in enumerate(statements)]
            for prop, statements in item.claims.items()
        }
    if "sitelinks" in props or "sitelinks/urls" in props:
        document["sitelinks"] = {
            site: _sitelink(site, title, "sitelinks/urls" in props)
            for site, title in sorted(item.sitelinks.items())
            if sites is None or site in sites
        }
    if item.lists_for_maps:
        document = {key: [] if value == {} else value for key, value in document.items()}
    return document


def _terms(texts: dict[str, str]) -> dict[str, Any]:
    return {code: {"language": code, "value": text} for code, text in texts.items()}


def _sitelink(site: str, title: str, with_url: bool) -> dict[str, Any]:
    document: dict[str, Any] = {"site": site, "title": title, "badges": []}
    if with_url:
        host = "commons.wikimedia" if site == "commonswiki" else f"{site[:-4]}.wikipedia"
        path = quote(title.replace(" ", "_"), safe="/:,;@!$*()")
        document["url"] = f"https://{host}.org/wiki/{path}"
    return document


def _claim(item_id: str, prop: str, number: int, statement: Statement) -> dict[str, Any]:
    datatype, _ = _DATATYPES[prop]
    digest = hashlib.sha1(f"{item_id} {prop} {number}".encode(), usedforsecurity=False).hexdigest()
    snak: dict[str, Any] = {"snaktype": statement.snaktype, "property": prop, "hash": digest}
    if statement.value is not None:
        snak["datavalue"] = _value(prop, statement.value)
    snak["datatype"] = datatype
    parts = (digest[:8], digest[8:12], digest[12:16], digest[16:20], digest[20:32])
    return {
        "mainsnak": snak,
        "type": "statement",
        "id": f"{item_id}${'-'.join(parts)}",
        "rank": statement.rank,
    }


def _value(prop: str, value: str | Coordinates) -> dict[str, Any]:
    kind = _DATATYPES[prop][1]
    if isinstance(value, Coordinates):
        content: Any = {
            "latitude": value.lat,
            "longitude": value.lon,
            "altitude": None,
            "precision": value.precision,
            "globe": f"http://www.wikidata.org/entity/{value.globe}",
        }
    elif kind == "wikibase-entityid":
        content = {"entity-type": "item", "numeric-id": int(value[1:]), "id": value}
    elif kind == "time":
        content = {
            "time": value,
            "timezone": 0,
            "before": 0,
            "after": 0,
            "precision": 9,
            "calendarmodel": "http://www.wikidata.org/entity/Q1985727",
        }
    else:
        content = value
    return {"value": content, "type": kind}
