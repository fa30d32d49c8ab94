"""Which places of a large catalogue deserve a closer look, for one reading of a query.

The places with the highest sum of the evidence that can be looked up in inverted lists (Zobel and
Moffat, "Inverted files for text search engines", 2006), of equal ones the better known; those
whose texts are nearest in meaning; and those whose letters are like the query's.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from inference.search.forms import Floats
from inference.search.index import SearchIndex
from inference.search.query import Query
from inference.search.question import Question
from inference.search.tally import Listing, Numbers, Tally

OF_KIND = 0.85  # what a word is worth that is met by a place's kind, not by its name
_BY_WORDS = 1_500
_BY_TRIGRAMS = 300
_MOST_TRIGRAM_PLACES = 200_000  # the commonest trigrams say little and are in most names
_NEAREST = 1_000
_MOST_OF_ROW = 200  # places that share one text
_BY_STANDING = 400  # of a city, where nothing but the city is named


class CandidateFinder:
    """Finds the places; `exhaustive`, all of them."""

    def __init__(self, index: SearchIndex, exhaustive: bool) -> None:
        self._index = index
        self._all = exhaustive or index.few
        self._tally = Tally(index.standing)

    def find(
        self,
        question: Question,
        exact: Numbers,
        city: str | None,
    ) -> Numbers:
        """Places by number, ascending, in the city if one is given.

        `exact` are the documents that are the whole query.
        """
        index = self._index
        among = None
        if city is not None:
            among = index.city_of == index.cities.get(city, -1)
        if self._all:
            return np.arange(index.place_count) if among is None else np.flatnonzero(among)
        found = [index.place_of[exact]]
        found.append(self._tally.highest(self._by_words(question), _BY_WORDS, among))
        found.append(self._tally.highest(self._by_trigrams(question.query), _BY_TRIGRAMS, among))
        if question.vector is not None:
            found.append(self._by_meaning(question.vector))
        if not question.query.has_content and among is not None:
            here = np.flatnonzero(among)
            found.append(here[np.argsort(index.standing[here])[:_BY_STANDING]])
        places = np.unique(np.concatenate(found))
        return places if among is None else places[among[places]]

    def _by_words(self, question: Question) -> Iterator[list[Listing]]:
        words = zip(question.found, question.query.kinds, question.weights, strict=True)
        for found, kinds, weight in words:
            lists = [
                (self._index.tables.by_term[int(term)], float(likeness * weight))
                for term, likeness in zip(found.terms, found.likeness, strict=True)
            ]
            lists += [
                (self._index.kinds[kind], float(OF_KIND * weight))
                for kind in kinds & self._index.kinds.keys()
            ]
            yield lists

    def _by_trigrams(self, query: Query) -> Iterator[list[Listing]]:
        numbers, _ = self._index.trigrams.known(query.text)
        lists = self._index.tables.by_trigram
        lengths = lists.bounds[numbers + 1] - lists.bounds[numbers]
        seen = 0
        for number in numbers[np.argsort(lengths)]:
            listed = lists[int(number)]
            seen += len(listed)
            if seen > _MOST_TRIGRAM_PLACES:
                return
            yield [(listed, float(self._index.trigrams.weights[number] ** 2))]

    def _by_meaning(self, vector: Floats) -> Numbers:
        """The places of the nearest texts; where many share one, the first of them."""
        nearest = self._index.dense.nearest(vector, _NEAREST)
        lists = self._index.tables.by_row
        short = lists.bounds[nearest + 1] - lists.bounds[nearest] <= _MOST_OF_ROW
        found = [lists.take(nearest[short]).values.astype(np.int64)]
        for row in nearest[~short]:
            places = lists[int(row)].astype(np.int64)
            standing = self._index.standing[places]
            found.append(places[np.argpartition(standing, _MOST_OF_ROW)[:_MOST_OF_ROW]])
        return np.concatenate(found)
