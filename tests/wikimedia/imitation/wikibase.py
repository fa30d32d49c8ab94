"""wbgetentities and wbsearchentities.

https://www.wikidata.org/w/api.php?action=help&modules=wbgetentities
https://www.wikidata.org/w/api.php?action=help&modules=wbsearchentities
"""

from __future__ import annotations

import re
from typing import Any

from tests.wikimedia.imitation.entity_documents import entity_document
from tests.wikimedia.imitation.naming import WIKIS
from tests.wikimedia.imitation.parameters import ApiError, Parameter, Request
from tests.wikimedia.imitation.world import Item, World

LANGUAGES = ("de", "en", "fr", "mul", "ru", "tt")
SITES = (*WIKIS, "commonswiki")
_PROPS = (
    "info",
    "sitelinks",
    "sitelinks/urls",
    "aliases",
    "labels",
    "descriptions",
    "claims",
    "datatype",
)
_GET = {
    "ids": Parameter(many=True),
    "sites": Parameter(many=True, choices=SITES),
    "titles": Parameter(many=True),
    "redirects": Parameter("choice", default="yes", choices=("no", "yes")),
    "props": Parameter(
        default=[prop for prop in _PROPS if prop != "sitelinks/urls"],
        many=True,
        choices=_PROPS,
    ),
    "languages": Parameter(many=True, choices=LANGUAGES),
    "languagefallback": Parameter("boolean"),
    "normalize": Parameter("boolean"),
    "sitefilter": Parameter(many=True, choices=SITES),
}
_SEARCH = {
    "search": Parameter(required=True),
    "language": Parameter("choice", required=True, choices=LANGUAGES),
    "strictlanguage": Parameter("boolean"),
    "type": Parameter(
        "choice", default="item", choices=("form", "item", "lexeme", "property", "sense")
    ),
    "limit": Parameter("limit", default=7, least=0, most=50),
    "continue": Parameter("integer", default=0),
    "props": Parameter(default=["url"], many=True, choices=("url",)),
    "profile": Parameter("choice", default="default", choices=("default", "language")),
}


def get_entities(world: World, request: Request) -> dict[str, Any]:
    arguments = request.read("wbgetentities", "", _GET)
    if arguments["ids"] is None:
        raise ApiError(
            "param-missing",
            'Either provide the Item "ids" or pairs of "sites" and "titles" for '
            "corresponding pages",
        )
    ids = [each.strip() for each in arguments["ids"]]
    for each in ids:
        if not re.fullmatch(r"[Qq][1-9]\d{0,9}", each):
            raise ApiError(
                "no-such-entity", f'Could not find an entity with the ID "{each}".', id=each
            )
    entities: dict[str, Any] = {}
    for asked in map(str.upper, ids):
        item = _resolved(world, asked, follow=arguments["redirects"] == "yes")
        if item is None:
            entities[asked] = {"id": asked, "missing": ""}
            continue
        document = entity_document(
            item, arguments["props"], arguments["languages"], arguments["sitefilter"] or None
        )
        if item.id != asked:
            document = {"redirects": {"from": asked, "to": item.id}} | document
        entities[asked] = document
    return {"entities": entities, "success": 1}


def _resolved(world: World, item_id: str, *, follow: bool) -> Item | None:
    if follow and item_id in world.item_redirects:
        item_id = world.item_redirects[item_id]
    return world.items.get(item_id)


def search_entities(world: World, request: Request) -> dict[str, Any]:
    arguments = request.read("wbsearchentities", "", _SEARCH)
    text, start, limit = arguments["search"], arguments["continue"], arguments["limit"]
    codes = [arguments["language"]]
    if not arguments["strictlanguage"]:
        codes += ["mul", "en"]
    matches: list[tuple[tuple[int, int, str], Item, dict[str, str]]] = []
    for item in world.items.values() if arguments["type"] == "item" else ():
        match = _match(item, text, codes)
        if match is not None:
            exact = match["text"].casefold() == text.strip().casefold()
            order = (0 if exact else 1, -len(item.sitelinks), item.id)
            matches.append((order, item, match))
    matches.sort(key=lambda each: each[0])
    document: dict[str, Any] = {
        "searchinfo": {"search": text},
        "search": [_hit(item, match, codes) for _, item, match in matches[start : start + limit]],
    }
    if len(matches) > start + limit and start + limit <= 50:
        document["search-continue"] = start + limit
    return document | {"success": 1}


def _match(item: Item, text: str, codes: list[str]) -> dict[str, str] | None:
    wanted = text.strip().casefold()
    if item.id.casefold() == wanted:
        return {"type": "entityId", "text": item.id}
    for code in codes:
        if item.labels.get(code, "").casefold().startswith(wanted):
            return {"type": "label", "language": code, "text": item.labels[code]}
        for alias in item.aliases.get(code, ()):
            if alias.casefold().startswith(wanted):
                return {"type": "alias", "language": code, "text": alias}
    return None


def _hit(item: Item, match: dict[str, str], codes: list[str]) -> dict[str, Any]:
    document: dict[str, Any] = {
        "id": item.id,
        "title": item.id,
        "pageid": item.page_id,
        "display": {},
        "repository": "wikidata",
        "url": f"//www.wikidata.org/wiki/{item.id}",
        "concepturi": f"http://www.wikidata.org/entity/{item.id}",
    }
    for key, texts in (("label", item.labels), ("description", item.descriptions)):
        code = next((code for code in codes if code in texts), None)
        if code is not None:
            document["display"][key] = {"value": texts[code], "language": code}
            document[key] = texts[code]
    document["match"] = match
    if match["text"] != document.get("label"):
        document["aliases"] = [match["text"]]
    return document
