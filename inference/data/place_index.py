"""Which place a city and a name mean: never the name alone."""

from __future__ import annotations

from collections.abc import Iterable

from inference.naming import drop_numbering, fold_name
from inference.place import Place


class PlaceIndex:
    """(city, name) → place id, by folded names; a place's own name wins over another's alias."""

    def __init__(self, places: Iterable[Place]) -> None:
        self._ids: dict[tuple[str, str], str] = {}
        known = tuple(places)
        for place in known:
            self._ids.setdefault((fold_name(place.city), fold_name(place.name)), place.id)
        for place in known:
            for name in (*place.names.values(), *place.aliases):
                self._ids.setdefault((fold_name(place.city), fold_name(name)), place.id)

    def find(self, city: str, name: str) -> str | None:
        """The id of the place so called in the city, also with a list number before its name."""
        for spelling in (name, drop_numbering(name)):
            found = self._ids.get((fold_name(city), fold_name(spelling)))
            if found is not None:
                return found
        return None
