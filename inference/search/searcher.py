"""From words to places: the readings of a query, their evidence, and one ranked list."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from inference.catalogue import Catalogue
from inference.errors import UserError
from inference.naming import fold_name
from inference.search.cities import CityFinder
from inference.search.companions import Companions
from inference.search.encoder import TextEncoder
from inference.search.evidence import Evidence, EvidenceCollector
from inference.search.forms import Floats
from inference.search.index import SearchIndex
from inference.search.photo_index import PhotoEvidence, PhotoIndex
from inference.search.query import Query, read, read_other_layout
from inference.search.ranking import (
    FITTING,
    SIMILAR,
    THRESHOLD,
    described,
    explain,
    fuse,
    with_photos,
)
from inference.search.results import Hit, SearchResult
from inference.search.slight import set_slight_aside
from inference.search.stages import Stage
from inference.search.stored import build_index, open_index

_SURE = 0.8  # a reading met this well by its words needs no other
_LAYOUT_SURE = 0.6  # and one on the other layout counts only when met this well
_CITY_ALONE = 0.5  # the score of a city's places when nothing but the city is named
_SHORTEST = 2  # a single letter is an initial of half the places
_STEP = 0.02
_WHOLE_NAME = 0.95
_WARMING = "dvorets култура"  # both scripts, and a mistake
_EXACT = 0.98  # names and aliases that are the whole query, and what differs by inflection only


class Searcher:
    """Finds places by words. Safe to call from several threads; holds no state between calls."""

    def __init__(
        self,
        catalogue: Catalogue,
        index: SearchIndex,
        photos: PhotoIndex | None = None,
        off: frozenset[Stage] = frozenset(),
        exhaustive: bool = False,
    ) -> None:
        """`photos` find places by what their photos show; `off` are steps to leave out."""
        self._catalogue = catalogue
        self._index = index
        self._photos = photos if Stage.PHOTOS not in off else None
        self._off = off
        self._collector = EvidenceCollector(index, off, exhaustive)
        self._cities = CityFinder(catalogue.cities.values() if Stage.CITY not in off else ())
        self._places = tuple(catalogue.places.values())
        self._companions = Companions(index)

    @classmethod
    def build(
        cls, catalogue: Catalogue, encoder: TextEncoder, photos: PhotoIndex | None = None
    ) -> Searcher:
        """Index every place of a catalogue in memory; the encoder is kept for the queries."""
        return cls(catalogue, build_index(catalogue, encoder), photos)

    @classmethod
    def open(
        cls,
        catalogue: Catalogue,
        encoder: TextEncoder,
        folder: Path,
        photos: PhotoIndex | None = None,
    ) -> Searcher:
        """Use the index kept in a folder; what it lacks is indexed and kept there first."""
        return cls(catalogue, open_index(catalogue, encoder, folder), photos)

    def warm_up(self) -> None:
        """Where there are few places, prepare what the first search in each city would."""
        if self._index.few:
            for city in (None, *self._catalogue.cities):
                self.search(_WARMING, city)

    @property
    def index(self) -> SearchIndex:
        """What it looks up."""
        return self._index

    def without(self, *stages: Stage) -> Searcher:
        """The same search with some steps left out, to see what they are good for."""
        off = self._off | frozenset(stages)
        return Searcher(self._catalogue, self._index, self._photos, off)

    def exhaustive(self) -> Searcher:
        """The same search looking closely at every place, however many there are."""
        return Searcher(self._catalogue, self._index, self._photos, self._off, exhaustive=True)

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
        where = given or query.city
        query = set_slight_aside(self._index, query, where, self._off)
        found = self._collector.collect(query, where)
        if found.best < _SURE and Stage.LAYOUT not in self._off and not query.is_russian:
            other = read_other_layout(text, self._cities)
            if other is not None:
                there = given or other.city
                other = set_slight_aside(self._index, other, there, self._off)
            if other is not None and self._collector.knows(other):
                again = self._collector.collect(other, there)
                if again.best > max(found.best, _LAYOUT_SURE):
                    query, where, found = other, there, again
        seen = None
        if self._photos is not None and query.has_content and found.best < _SURE:
            seen = self._photos.match(query.subject)
            found = self._with_seen(query, found, seen, where)
        return SearchResult(text, where, self._hits(query, found, seen, where, k))

    def _with_seen(
        self, query: Query, found: Evidence, seen: PhotoEvidence, city: str | None
    ) -> Evidence:
        """The evidence, about the places too whose photos fit, where these were not looked at."""
        fitting = np.flatnonzero(seen.likeness >= FITTING)
        if city is not None:
            fitting = fitting[self._index.city_of[fitting] == self._index.cities.get(city, -1)]
        if np.isin(fitting, found.places).all():
            return found
        return self._collector.collect(query, city, also=fitting)

    def _given(self, city: str | None) -> str | None:
        if city is None or not city.strip():
            return None
        name = self._catalogue.find_city(city)
        if name is None:
            known = ", ".join(sorted(self._catalogue.cities))
            raise UserError(f"The catalogue has no city {city!r}; it has {known}.")
        return name

    def _hits(
        self,
        query: Query,
        found: Evidence,
        seen: PhotoEvidence | None,
        city: str | None,
        k: int,
    ) -> tuple[Hit, ...]:
        likely = described(found)
        scores = by_words = fuse(found, likely, query.only_kinds)
        if not query.has_content:
            # Only a city, or «что посмотреть»: names made of such words, then the best known.
            scores = np.where(found.lexical >= _WHOLE_NAME, scores, _CITY_ALONE if city else 0.0)
        if seen is not None:
            scores = with_photos(by_words, seen.likeness[found.places])
        # Nearly equal scores are made equal: then photos and fame decide, and the list still falls.
        close = np.where(scores < _EXACT, np.round(scores / _STEP) * _STEP, scores)
        standing = self._index.standing[found.places]
        order = np.lexsort((found.places if Stage.PROMINENCE in self._off else standing, -close))
        least = SIMILAR if scores.max(initial=0.0) >= THRESHOLD else THRESHOLD
        hits: list[Hit] = []
        shown: list[int] = []
        for number in order[: max(k, 0)]:
            if scores[number] >= least:
                place = self._places[found.places[number]]
                photo = self._catalogue.first_photo(place.id)
                why = self._why(query, found, likely, int(number), city)
                if close[number] < THRESHOLD:
                    why = "similar"
                elif seen is not None and scores[number] > by_words[number]:
                    photos = self._catalogue.photos[place.id]
                    photo, why = photos[seen.photo[found.places[number]]], "photo"
                shown.append(int(found.places[number]))
                hits.append(Hit(place, round(float(close[number]), 4), photo, why))
        if 0 < len(hits) < k:
            like = self._companions.of(shown[0], shown, k - len(hits))
            places = (self._places[number] for number in like)
            first = self._catalogue.first_photo
            hits += [Hit(p, SIMILAR / 2, first(p.id), "similar") for p in places]
        return tuple(hits)

    def _why(
        self, query: Query, found: Evidence, likely: Floats, number: int, city: str | None
    ) -> str:
        if not query.has_content and found.lexical[number] < _WHOLE_NAME:
            return "city"
        role = self._index.role(int(found.document[number]))
        return explain(found, likely, number, role, city is not None)
