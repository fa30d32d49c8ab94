"""Items within a distance, from the Wikidata Query Service.

https://www.mediawiki.org/wiki/Wikidata_Query_Service/User_Manual (geospatial search, limits) and
https://www.w3.org/TR/sparql11-results-json/
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from inference.wikimedia.errors import ServiceAwayError, TemporaryError
from inference.wikimedia.shapes import mapping, sequence, text
from inference.wikimedia.transport import Answer, Transport

_ITEM = re.compile(r"(?:^|/)(Q[1-9][0-9]*)$")
_POINT = re.compile(r"Point\(\s*(-?[0-9.eE+-]+)\s+(-?[0-9.eE+-]+)\s*\)", re.IGNORECASE)
_RESULTS = "application/sparql-results+json"
_TIMED_OUT = b"TimeoutException"
_SERVER_ERROR = 500
_QUERY = """SELECT ?item ?kind ?coord ?sitelinks WHERE {{
  VALUES ?kind {{ {classes} }}
  SERVICE wikibase:around {{
    ?item wdt:P625 ?coord .
    bd:serviceParam wikibase:center "Point({lon:.6f} {lat:.6f})"^^geo:wktLiteral .
    bd:serviceParam wikibase:radius "{radius:g}" .
  }}
  ?item wdt:P31/wdt:P279* ?kind .
  ?item wikibase:sitelinks ?sitelinks .
}}"""


@dataclass(frozen=True, slots=True)
class FoundItem:
    """An item with those of the classes asked for that it belongs to, and how many articles of
    Wikipedias and sister projects are linked to it.
    """

    id: str
    kinds: tuple[str, ...]
    lat: float | None
    lon: float | None
    sitelinks: int


class _TookTooLongError(Exception):
    """The service gave a query up."""


async def items_within(
    transport: Transport,
    url: str,
    lat: float,
    lon: float,
    radius_km: float,
    classes: Sequence[str],
) -> list[FoundItem]:
    """Items of these classes, and of their subclasses, around a position in degrees.

    A query that takes the service too long is asked in halves. Raises as `Transport.get`, and
    ServiceAwayError where a single class takes too long.
    """
    if not classes:
        return []
    query = _QUERY.format(
        classes=" ".join(f"wd:{item}" for item in classes), lat=lat, lon=lon, radius=radius_km
    )
    try:
        answer = await transport.get(
            url, {"query": query, "format": "json"}, accept=_RESULTS, check=_check, explain=_explain
        )
    except _TookTooLongError:
        if len(classes) == 1:
            raise ServiceAwayError(
                f"The query service takes too long for what is of the class {classes[0]} within "
                f"{radius_km:g} km; try a smaller radius, or run the command again later."
            ) from None
        middle = len(classes) // 2
        parts = [
            await items_within(transport, url, lat, lon, radius_km, half)
            for half in (classes[:middle], classes[middle:])
        ]
        return _joined([item for part in parts for item in part])
    bindings = sequence(mapping(json.loads(answer.body).get("results")).get("bindings"))
    found = (_found(mapping(binding)) for binding in bindings)
    return _joined([item for item in found if item is not None])


def _check(answer: Answer) -> None:
    """Results come as they are found: a query given up in the middle is a document cut off."""
    try:
        document = json.loads(answer.body)
    except (ValueError, RecursionError):
        document = None
    if isinstance(mapping(document).get("results"), dict):
        return
    _explain(_SERVER_ERROR, answer.body)
    raise TemporaryError(f"sends {answer.content_type} that is no result")


def _explain(status: int, body: bytes) -> None:
    if status >= _SERVER_ERROR and _TIMED_OUT in body:
        raise _TookTooLongError


def _found(binding: Mapping[str, Any]) -> FoundItem | None:
    item = _id(binding, "item")
    if item is None:
        return None
    kind, point = _id(binding, "kind"), _POINT.search(_value(binding, "coord"))
    try:
        lon, lat = (None, None) if point is None else map(float, point.groups())
    except ValueError:
        lon, lat = None, None
    links = _value(binding, "sitelinks")
    return FoundItem(
        item, () if kind is None else (kind,), lat, lon, int(links) if links.isdecimal() else 0
    )


def _joined(found: Sequence[FoundItem]) -> list[FoundItem]:
    """One of each item: it has a row for every class and every position."""
    items: dict[str, FoundItem] = {}
    for item in found:
        known = items.setdefault(item.id, item)
        kinds = tuple(dict.fromkeys((*known.kinds, *item.kinds)))
        items[item.id] = replace(known, kinds=kinds, sitelinks=max(known.sitelinks, item.sitelinks))
    return list(items.values())


def _value(binding: Mapping[str, Any], name: str) -> str:
    return text(mapping(binding.get(name)).get("value"))


def _id(binding: Mapping[str, Any], name: str) -> str | None:
    found = _ITEM.search(_value(binding, name))
    return None if found is None else found.group(1)
