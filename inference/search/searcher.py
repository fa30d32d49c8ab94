"""From words to places: the readings of a query, their evidence, and one ranked list."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from inference.catalogue import Catalogue, Photo
from inference.errors import UserError
from inference.naming import fold_name
from inference.search.cities import CityFinder
from inference.search.encoder import TextEncoder
from inference.search.evidence import Evidence, EvidenceIndex
from inference.search.prominence import by_prominence
from inference.search.query import Query, read, read_other_layout
from inference.search.ranking import SIMILAR, THRESHOLD, explain, fuse
from inference.search.results import Hit, SearchResult

_SURE = 0.8  # a reading met this well by its words needs no other
_LAYOUT_SURE = 0.6  # and one on the other layout counts only when met this well
_CITY_ALONE = 0.5  # the score of a city's places when nothing but the city is named
_SHORTEST = 2  # a single letter is an initial of half the places
_STEP = 0.02
_EXACT = 0.98  # names and aliases that are the whole query, and what differs by inflection only


class Searcher:
    """Finds places by words. Safe to call from several threads; holds no state between calls."""

    def __init__(self, catalogue: Catalogue, index: EvidenceIndex) -> None:
        self._catalogue = catalogue
        self._index = index
        self._cities = CityFinder(catalogue.cities.values())
        self._places = tuple(catalogue.places.values())
        self._prominence = by_prominence(self._places)
        self._no_photo = np.array([p.id not in catalogue.photos for p in self._places], np.bool_)
        self._city = np.array([p.city for p in self._places], dtype=np.str_)

    @classmethod
    def build(cls, catalogue: Catalogue, encoder: TextEncoder) -> Searcher:
        """Index every place of a catalogue; the encoder is kept for the queries."""
        return cls(catalogue, EvidenceIndex(catalogue, encoder))

    def understood_city(self, text: str) -> str | None:
        """The city that a query names, in any grammatical case; None where it names none."""
        return read(text, self._cities).city

    def search(self, text: str, city: str | None = None, k: int = 5) -> SearchResult:
        """The at most `k` places that fit, best first; none when nothing does.

        Where something does, places that are only similar follow it.

        A `city` given (by any name of it) goes before one the text names. Raises UserError
        where the catalogue has no such city.
        """
        given = self._given(city)
        query = read(text, self._cities)
        if not query.words or len(fold_name(text)) < _SHORTEST:
            return SearchResult(text, given, ())
        found = self._index.collect(query)
        best = self._best(found, given or query.city)
        if best < _SURE:
            other = read_other_layout(text, self._cities)
            if other is not None and other.has_content:
                again = self._index.collect(other, with_meaning=False)
                if self._best(again, given or other.city) > max(best, _LAYOUT_SURE):
                    query, found = other, self._index.collect(other)
        where = given or query.city
        return SearchResult(text, where, self._hits(query, found, where, k))

    def _given(self, city: str | None) -> str | None:
        if city is None or not city.strip():
            return None
        name = self._catalogue.find_city(city)
        if name is None:
            known = ", ".join(sorted(self._catalogue.cities))
            raise UserError(f"The catalogue has no city {city!r}; it has {known}.")
        return name

    def _best(self, found: Evidence, city: str | None) -> float:
        return float(found.lexical[self._in_city(city)].max(initial=0.0))

    def _in_city(self, city: str | None) -> NDArray[np.bool_]:
        if city is None:
            return np.ones(len(self._places), dtype=np.bool_)
        mask: NDArray[np.bool_] = self._city == city
        return mask

    def _hits(self, query: Query, found: Evidence, city: str | None, k: int) -> tuple[Hit, ...]:
        scores = fuse(found, query.legible)
        if not query.has_content:
            # Only a city, or «что посмотреть»: names made of such words, then the best known.
            scores = np.where(found.lexical >= 0.95, scores, _CITY_ALONE if city else 0.0)
        scores = np.where(self._in_city(city), scores, 0.0)
        # Nearly equal scores are made equal: then photos and fame decide, and the list still falls.
        close = np.where(scores < _EXACT, np.round(scores / _STEP) * _STEP, scores)
        order = np.lexsort((self._prominence, self._no_photo, -close))
        least = SIMILAR if scores.max(initial=0.0) >= THRESHOLD else THRESHOLD
        return tuple(
            self._hit(query, found, int(number), float(close[number]), city)
            for number in order[: max(k, 0)]
            if scores[number] >= least
        )

    def _hit(
        self, query: Query, found: Evidence, number: int, score: float, city: str | None
    ) -> Hit:
        place = self._places[number]
        if score < THRESHOLD:
            why = "similar"
        elif query.has_content or found.lexical[number] >= 0.95:
            alias = self._index.documents[found.document[number]].role == "alias"
            why = explain(found, number, alias, city is not None)
        else:
            why = "city"
        return Hit(place, round(score, 4), self._photo(place.id), why)

    def _photo(self, place_id: str) -> Photo | None:
        photos = self._catalogue.photos.get(place_id)
        return photos[0] if photos else None
