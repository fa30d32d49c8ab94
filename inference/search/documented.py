"""The places in question with their documents: what evidence is collected about."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from inference.search.candidates import OF_KIND
from inference.search.forms import Floats
from inference.search.index import SearchIndex, terms_of_places
from inference.search.lexical import DocumentTerms
from inference.search.ngrams import DocumentTrigrams
from inference.search.query import Part, Query
from inference.search.ragged import Ragged, are_among
from inference.search.stages import Stage

# Most searches ask about the same places: all, or those of a city.
_SETS_KEPT = 64
_PLACES_KEPT = 20_000


@dataclass(frozen=True, slots=True)
class PlaceTexts:
    """Places by number, ascending; `names` has the documents of each that are names or aliases,
    `phrases` these and what is told of it, `texts` all of them, and `told` the terms of `phrases`.
    `rows` (texts,) are their rows of vectors, `vectors` these themselves where they are kept.

    `name_owners` (names,) is the place of each name as it is counted here; `name_terms` and
    `name_trigrams` are what names are compared by.
    """

    places: NDArray[np.int64]
    names: Ragged
    phrases: Ragged
    texts: Ragged
    rows: NDArray[np.int64]
    vectors: Floats | None
    told: Ragged
    name_owners: NDArray[np.int64]
    name_terms: DocumentTerms
    name_trigrams: DocumentTrigrams


class Gatherer:
    """Gathers what is known of places, without the texts of the stages that are off."""

    def __init__(self, index: SearchIndex, off: frozenset[Stage]) -> None:
        self._index, self._off = index, off
        texts = ~index.is_alias if Stage.ALIASES in off else np.ones(len(index.corpus), np.bool_)
        self._texts = texts & ~index.is_about if Stage.ABOUT in off else texts
        self._told = index.tables.told_terms
        if off & {Stage.ALIASES, Stage.ABOUT}:
            self._told = terms_of_places(
                index.tables.terms, index.corpus.starts, index.is_spoken & self._texts
            )

        self._kept = lru_cache(_SETS_KEPT)(self._unpacked)

    def gather(self, places: NDArray[np.int64]) -> PlaceTexts:
        """The texts of some places, by number, ascending."""
        few = len(places) <= _PLACES_KEPT
        return self._kept(places.tobytes()) if few else self._texts_of(places)

    def kinds(self, places: NDArray[np.int64], query: Query) -> Floats:
        """(words, places): how far a place's kinds are what a word of the query asks for."""
        kind = np.zeros((len(query.words), len(places)), dtype=np.float32)
        if Stage.KINDS not in self._off:
            known = self._index.kinds
            for row, kinds, part in zip(kind, query.kinds, query.parts, strict=True):
                if part is Part.CONTENT:
                    for name in kinds & known.keys():
                        row[are_among(places, known[name])] = OF_KIND
        return kind

    def _unpacked(self, places: bytes) -> PlaceTexts:
        return self._texts_of(np.frombuffer(places, dtype=np.int64))

    def _texts_of(self, places: NDArray[np.int64]) -> PlaceTexts:
        index = self._index
        texts = index.documents_of(places)
        texts = texts.where(self._texts[texts.values])
        names = texts.where(index.is_name[texts.values])
        name_terms = index.names.take(names.values)
        name_trigrams = index.trigrams.take(names.values)
        told = self._told.take(places)
        rows, vectors = index.corpus.rows[texts.values], None
        if index.few:
            # Nearly all questions are about all places or those of a city.
            vectors = index.dense.unpacked(rows)
            told = told.asked_often()
            name_terms = replace(name_terms, terms=name_terms.terms.asked_often())
            name_trigrams = replace(name_trigrams, trigrams=name_trigrams.trigrams.asked_often())
        return PlaceTexts(
            places,
            names,
            texts.where(index.is_spoken[texts.values]),
            texts,
            rows,
            vectors,
            told,
            names.owners(),
            name_terms,
            name_trigrams,
        )
