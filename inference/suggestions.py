"""What is offered before a query says it all: places best known, near by, or named alike so far."""

from __future__ import annotations

from collections.abc import Sequence

from inference.catalogue import Catalogue, Place
from inference.naming import fold_name
from inference.search.prominence import prominence
from inference.similar import nearest_places

# Of a catalogue with more places, the best known are offered while a name is being typed.
MOST_NAMED = 20_000


class Suggestions:
    """Made once for a catalogue, in a thread: it sorts all places and folds their names."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        self._best_known = best_known(catalogue)
        self._names = [(place, _folded_names(place)) for place in self._best_known[:MOST_NAMED]]

    def popular(self, city: str | None, k: int) -> list[Place]:
        """The best-known places, those of the city before all others."""
        if city is None:
            return list(self._best_known[:k])
        own = [place for place in self._best_known if place.city == city]
        others = (place for place in self._best_known if place.city != city)
        return [*own, *others][:k]

    def nearest(self, lat: float, lon: float, k: int) -> list[tuple[Place, float]]:
        """The places nearest to a point in degrees, each with its distance in metres."""
        return nearest_places(self.catalogue, lat, lon, k)

    def beginning(self, text: str, city: str | None, k: int) -> list[Place]:
        """The places in whose names the text stands from the beginning of a word on."""
        typed = f" {fold_name(text)}"
        if typed == " ":
            return []
        fitting = (
            place
            for place, names in self._names
            if typed in names and (city is None or place.city == city)
        )
        return [place for place, _ in zip(fitting, range(k), strict=False)]


def best_known(catalogue: Catalogue) -> Sequence[Place]:
    """All places: the first sight of every city, the second of every city, …, then the others."""
    sights = {city.name: city.sights for city in catalogue.cities.values()}

    def key(place: Place) -> tuple[bool, tuple[int, bool, bool, int, int]]:
        own = sights.get(place.city, ())
        return place.id not in own, prominence(place, own)

    return sorted(catalogue.places.values(), key=key)


def _folded_names(place: Place) -> str:
    """All names in one line, a space before every word and none that is no beginning of one."""
    return " |".join(
        f" {fold_name(name)}" for name in (place.name, *place.names.values(), *place.aliases)
    )
