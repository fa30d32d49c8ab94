"""Items of Wikidata: what they are called, where they lie, and which pictures show them.

https://www.wikidata.org/w/api.php?action=help&modules=wbgetentities, wbsearchentities;
https://doc.wikimedia.org/Wikibase/master/php/docs_topics_json.html;
https://www.mediawiki.org/wiki/API:Geosearch
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from inference.catalogue import LANGUAGES
from inference.wikimedia.action_api import ActionApi, batches, joined
from inference.wikimedia.errors import ApiError, TooLargeError
from inference.wikimedia.shapes import mapping, sequence, text
from inference.wikimedia.together import together

_ITEM_ID = re.compile(r"Q[1-9][0-9]{0,14}")
_EARTH = "Q2"
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
    wanted = [item for item in dict.fromkeys(ids) if _ITEM_ID.fullmatch(item)]

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
    return [title for hit in hits if _ITEM_ID.fullmatch(title := text(hit.get("title")))]


async def find_cities(api: ActionApi, name: str, language: str) -> list[Entity]:
    """Items of this name that have a position, as the search ranks them; or the item of an id."""
    if _ITEM_ID.fullmatch(name.strip().upper()):
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
        if "missing" not in own and _ITEM_ID.fullmatch(text(own.get("id"))):
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
    lat, lon = _position(claims)
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
        image=_title(claims, "P18", "File:"),
        commons_category=_title(claims, "P373", "Category:"),
        kinds=tuple(
            dict.fromkeys(
                kind for v in _values(claims, "P31") if _ITEM_ID.fullmatch(kind := _id(mapping(v)))
            )
        ),
        ended=_has_value(claims, "P576"),
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


def _statements(claims: Mapping[str, Any], prop: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for statement in map(mapping, sequence(claims.get(prop))):
        yield text(statement.get("rank")) or "normal", mapping(statement.get("mainsnak"))


def _values(claims: Mapping[str, Any], prop: str) -> list[Any]:
    """The values of a property, the preferred ones first; deprecated ones are no statement."""
    ranked: dict[str, list[Any]] = {"preferred": [], "normal": []}
    for rank, snak in _statements(claims, prop):
        if rank in ranked and snak.get("snaktype") == "value":
            ranked[rank].append(mapping(snak.get("datavalue")).get("value"))
    return ranked["preferred"] + ranked["normal"]


def _title(claims: Mapping[str, Any], prop: str, namespace: str) -> str | None:
    """The first text of a property, without the name of its namespace."""
    titles = (text(v).strip().removeprefix(namespace).strip() for v in _values(claims, prop))
    return next((title for title in titles if title), None)


def _has_value(claims: Mapping[str, Any], prop: str) -> bool:
    """Whether a property is stated by its best rank; that its value is not known (somevalue) is a
    statement too.
    """
    stated = [(rank, s.get("snaktype")) for rank, s in _statements(claims, prop)]
    best = "preferred" if any(rank == "preferred" for rank, _ in stated) else "normal"
    return any(rank == best and kind in ("value", "somevalue") for rank, kind in stated)


def _position(claims: Mapping[str, Any]) -> tuple[float | None, float | None]:
    for value in map(mapping, _values(claims, "P625")):
        lat, lon = value.get("latitude"), value.get("longitude")
        globe = text(value.get("globe")).rpartition("/")[2] or _EARTH
        if globe == _EARTH and _is_number(lat) and _is_number(lon):
            if abs(lat) <= 90 and abs(lon) <= 180:
                return float(lat), float(lon)
    return None, None


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _id(value: Mapping[str, Any]) -> str:
    return text(value.get("id")) or (f"Q{number}" if (number := value.get("numeric-id")) else "")
