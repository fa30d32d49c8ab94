"""Places, items and photos of one imagined city, told apart by their names."""

from __future__ import annotations

from typing import Any

from inference import Place
from inference.wikimedia.commons import CommonsFile
from inference.wikimedia.entities import Entity
from tests.enrichment.things import commons_file, entity

_LAT, _LON = 55.8, 49.1
_METRES_A_DEGREE = 111_195


def place_of(name: str, **facts: Any) -> Place:
    """A place in Kazan, of which Wikidata's item is not known."""
    usual: dict[str, Any] = {"category": "religion", "city": "Казань", "lat": _LAT, "lon": _LON}
    return Place(id="place", name=name, **(usual | facts))


def entity_of(item: str, label: str = "", north: float = 0.0, **facts: Any) -> Entity:
    """An item that lies so many metres north of `place_of`."""
    usual: dict[str, Any] = {"lat": _LAT + north / _METRES_A_DEGREE, "lon": _LON}
    if label:
        usual["labels"] = {"ru": label}
    return entity(item, **(usual | facts))


def photo_of(title: str, **facts: Any) -> CommonsFile:
    return commons_file(f"{title}.jpg", **facts)
