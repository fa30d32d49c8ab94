"""Items of Wikidata: what they are called, where they lie, and which pictures show them.

https://www.wikidata.org/w/api.php?action=help&modules=wbgetentities, wbsearchentities;
https://doc.wikimedia.org/Wikibase/master/php/docs_topics_json.html;
https://www.mediawiki.org/wiki/API:Geosearch
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from inference.catalogue import LANGUAGES
from inference.wikimedia.action_api import ActionApi, batches, joined
from inference.wikimedia.errors import ApiError, TooLargeError
from inference.wikimedia.shapes import mapping, sequence, text
from inference.wikimedia.statements import ITEM_ID, has_value, items, position, title
from inference.wikimedia.together import together

# What an item is called in any language, where a language has no label of its own.
_ANY_LANGUAGE = "mul"
_CITIES_LOOKED_AT = 10


@dataclass(frozen=True, slots=True)
class Entity:
    """An item. `kinds` are its P31, best rank first; `ended` says that it stands no more."""

    id: str
    labels: Mapping[str, str]
    aliases: Mapping[str, tuple[str, ...]]
    descriptions: Mapping[str, str]
    articles: Mapping[str, str]
    lat: float | None
    lon: float | None
    image: str | None
    commons_category: str | None
    kinds: tuple[str, ...]
    ended: bool


async def read_entities(
    api: ActionApi, ids: Sequence[str], done: Callable[[int], None] = lambda count: None
) -> dict[str, Entity]:
    """The items of these ids that exist, by the id asked for, which may lead to another's.

    `done` is told of every part how many ids it had.
    """
    wanted = [item for item in dict.fromkeys(ids) if ITEM_ID.fullmatch(item)]

    async def read(batch: Sequence[str]) -> dict[str, Entity]:
        found = await _batch(api, batch)
        done(len(batch))
        return found

    done(len(ids) - len(wanted))
    parts = await together(read(batch) for batch in batches(wanted))
    found = {item: entity for part in parts for item, entity in part.items()}
    return {item: found[item] for item in wanted if item in found}


async def items_near(
    api: ActionApi, lat: float, lon: float, radius_m: int, most: int = 50
) -> list[str]:
    """Ids of items within `radius_m` metres (10 to 10,000), the nearest first."""
    document = await api.get(
        action="query",
        list="geosearch",
        gscoord=f"{lat:.6f}|{lon:.6f}",
        gsradius=radius_m,
        gslimit=most,
    )
    hits = [mapping(hit) for hit in sequence(mapping(document.get("query")).get("geosearch"))]
    return [title for hit in hits if ITEM_ID.fullmatch(title := text(hit.get("title")))]


async def find_cities(api: ActionApi, name: str, language: str) -> list[Entity]:
    """Items of this name that have a position, as the search ranks them; or the item of an id."""
    if ITEM_ID.fullmatch(name.strip().upper()):
        ids = [name.strip().upper()]
    else:
        document = await api.get(
            action="wbsearchentities",
            search=text(name),
            language=language,
            uselang=language,
            type="item",
            limit=_CITIES_LOOKED_AT,
        )
        ids = [text(mapping(hit).get("id")) for hit in sequence(document.get("search"))]
    entities = {entity.id: entity for entity in (await read_entities(api, ids)).values()}
    return [entity for entity in entities.values() if entity.lat is not None]


async def _batch(api: ActionApi, ids: Sequence[str]) -> dict[str, Entity]:
    try:
        document = await api.get(
            action="wbgetentities",
            ids=joined(ids),
            redirects="yes",
            props="info|labels|aliases|descriptions|claims|sitelinks/urls",
            languages="|".join((*LANGUAGES, _ANY_LANGUAGE)),
            sitefilter="|".join(f"{language}wiki" for language in LANGUAGES),
        )
    except (ApiError, TooLargeError) as error:
        # One id that cannot be one refuses all of them.
        refused = isinstance(error, ApiError) and error.code == "no-such-entity"
        if refused and len(ids) == 1:
            return {}
        if len(ids) == 1 or not (refused or isinstance(error, TooLargeError)):
            raise
        middle = len(ids) // 2
        return await _batch(api, ids[:middle]) | await _batch(api, ids[middle:])
    found: dict[str, Entity] = {}
    told: set[str] = set()
    for key, value in mapping(document.get("entities")).items():
        own = mapping(value)
        asked = text(mapping(own.get("redirects")).get("from"))
        about = {key, text(own.get("id")), asked}.intersection(ids)
        told |= about
        if "missing" not in own and ITEM_ID.fullmatch(text(own.get("id"))):
            found |= dict.fromkeys(about, _entity(own))
    # What no longer fits into an answer is left out of it, without a word.
    left = [item for item in ids if item not in told]
    return found | await _batch(api, left) if left and told else found


def _entity(document: Mapping[str, Any]) -> Entity:
    claims = mapping(document.get("claims"))
    labels = _by_language(document, "labels")
    if anywhere := labels.pop(_ANY_LANGUAGE, ""):
        labels.setdefault("en", anywhere)
    descriptions = _by_language(document, "descriptions")
    descriptions.pop(_ANY_LANGUAGE, None)
    lat, lon = position(claims, "P625")
    links = mapping(document.get("sitelinks"))
    articles = {
        language: address
        for language in LANGUAGES
        if (address := _address(mapping(links.get(f"{language}wiki"))))
    }
    return Entity(
        id=text(document.get("id")),
        labels=labels,
        aliases=_aliases(document),
        descriptions=descriptions,
        articles=articles,
        lat=lat,
        lon=lon,
        image=title(claims, "P18", "File:"),
        commons_category=title(claims, "P373", "Category:"),
        kinds=items(claims, "P31"),
        ended=has_value(claims, "P576"),
    )


def _by_language(document: Mapping[str, Any], part: str) -> dict[str, str]:
    terms = mapping(document.get(part))
    return {
        language: value
        for language in (*LANGUAGES, _ANY_LANGUAGE)
        if (value := text(mapping(terms.get(language)).get("value")))
    }


def _aliases(document: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    terms = mapping(document.get("aliases"))
    for language in (*LANGUAGES, _ANY_LANGUAGE):
        values = (text(mapping(term).get("value")) for term in sequence(terms.get(language)))
        spoken = "en" if language == _ANY_LANGUAGE else language
        known = dict.fromkeys((*found.get(spoken, ()), *(value for value in values if value)))
        if known:
            found[spoken] = tuple(known)
    return found


def _address(link: Mapping[str, Any]) -> str:
    url = text(link.get("url"))
    return url if url.startswith("https://") else ""
