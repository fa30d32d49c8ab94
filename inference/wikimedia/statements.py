"""What an item of Wikidata states: the values of its properties, by rank.

https://doc.wikimedia.org/Wikibase/master/php/docs_topics_json.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, TypeGuard

from inference.wikimedia.shapes import mapping, sequence, text

ITEM_ID = re.compile(r"Q[1-9][0-9]{0,14}")
_EARTH = "Q2"


def _statements(claims: Mapping[str, Any], prop: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for statement in map(mapping, sequence(claims.get(prop))):
        yield text(statement.get("rank")) or "normal", mapping(statement.get("mainsnak"))


def values(claims: Mapping[str, Any], prop: str) -> list[Any]:
    """The values of a property, the preferred ones first; deprecated ones are no statement."""
    ranked: dict[str, list[Any]] = {"preferred": [], "normal": []}
    for rank, snak in _statements(claims, prop):
        if rank in ranked and snak.get("snaktype") == "value":
            ranked[rank].append(mapping(snak.get("datavalue")).get("value"))
    return ranked["preferred"] + ranked["normal"]


def title(claims: Mapping[str, Any], prop: str, namespace: str) -> str | None:
    """The first text of a property, without the name of its namespace."""
    titles = (text(v).strip().removeprefix(namespace).strip() for v in values(claims, prop))
    return next((title for title in titles if title), None)


def has_value(claims: Mapping[str, Any], prop: str) -> bool:
    """Whether a property is stated by its best rank; that its value is not known (somevalue) is a
    statement too.
    """
    stated = [(rank, s.get("snaktype")) for rank, s in _statements(claims, prop)]
    best = "preferred" if any(rank == "preferred" for rank, _ in stated) else "normal"
    return any(rank == best and kind in ("value", "somevalue") for rank, kind in stated)


def position(claims: Mapping[str, Any], prop: str) -> tuple[float | None, float | None]:
    """The first position on Earth, in degrees."""
    for value in map(mapping, values(claims, prop)):
        lat, lon = value.get("latitude"), value.get("longitude")
        globe = text(value.get("globe")).rpartition("/")[2] or _EARTH
        if globe != _EARTH or not _is_number(lat) or not _is_number(lon):
            continue
        if abs(lat) <= 90 and abs(lon) <= 180:
            return float(lat), float(lon)
    return None, None


def _is_number(value: object) -> TypeGuard[int | float]:
    return isinstance(value, int | float) and not isinstance(value, bool)


def items(claims: Mapping[str, Any], prop: str) -> tuple[str, ...]:
    """The items that are values of a property, each once, the preferred ones first."""
    ids = (_id(mapping(value)) for value in values(claims, prop))
    return tuple(dict.fromkeys(item for item in ids if ITEM_ID.fullmatch(item)))


def _id(value: Mapping[str, Any]) -> str:
    return text(value.get("id")) or (f"Q{number}" if (number := value.get("numeric-id")) else "")
