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

_ITEM = re.compile(r"(?:.*/)?(Q[1-9][0-9]{0,14})")
# A point elsewhere than on Earth (Q2) has its globe before it.
_POINT = re.compile(
    r"(?:<\S*/Q2>\s*)?Point\(\s*(-?[0-9.eE+-]+)\s+(-?[0-9.eE+-]+)\s*\)", re.IGNORECASE
)
_COUNT = re.compile(r"[0-9]{1,9}")
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
        if answer.body.startswith(b"{"):
            raise _TookTooLongError from None
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
    kind, point = _id(binding, "kind"), _POINT.fullmatch(_value(binding, "coord"))
    lat, lon = (None, None) if point is None else _position(point.group(2), point.group(1))
    links = _value(binding, "sitelinks")
    return FoundItem(
        item,
        () if kind is None else (kind,),
        lat,
        lon,
        int(links) if _COUNT.fullmatch(links) else 0,
    )


def _position(lat: str, lon: str) -> tuple[float, float] | tuple[None, None]:
    try:
        degrees = float(lat), float(lon)
    except ValueError:
        return None, None
    return degrees if abs(degrees[0]) <= 90 and abs(degrees[1]) <= 180 else (None, None)


def _joined(found: Sequence[FoundItem]) -> list[FoundItem]:
    """One of each item: it has a row for every class and every position."""
    items: dict[str, FoundItem] = {}
    for item in found:
        known = items.setdefault(item.id, item)
        placed = item if known.lat is None else known
        items[item.id] = replace(
            known,
            kinds=tuple(dict.fromkeys((*known.kinds, *item.kinds))),
            lat=placed.lat,
            lon=placed.lon,
            sitelinks=max(known.sitelinks, item.sitelinks),
        )
    return list(items.values())


def _value(binding: Mapping[str, Any], name: str) -> str:
    return text(mapping(binding.get(name)).get("value"))


def _id(binding: Mapping[str, Any], name: str) -> str | None:
    found = _ITEM.fullmatch(_value(binding, name))
    return None if found is None else found.group(1)
