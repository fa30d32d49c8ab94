"""The places in question with their documents: what evidence is collected about."""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from inference.search.candidates import OF_KIND
from inference.search.forms import Floats
from inference.search.index import SearchIndex, terms_of_places
from inference.search.lexical import DocumentTerms
from inference.search.ngrams import DocumentTrigrams
from inference.search.query import Part, Query
from inference.search.ragged import Ragged
from inference.search.stages import Stage

# Most searches ask about the same places: all, or those of a city.
_SETS_KEPT = 64
_PLACES_KEPT = 20_000


@dataclass(frozen=True, slots=True)
class PlaceTexts:
    """Places by number, ascending; `names` has the documents of each that are names or aliases,
    `phrases` these and what is told of it, `texts` all of them, and `told` the terms of `phrases`.

    `name_owners` (names,) is the place of each name as it is counted here; `name_terms` and
    `name_trigrams` are what names are compared by.
    """

    places: NDArray[np.int64]
    names: Ragged
    phrases: Ragged
    texts: Ragged
    told: Ragged
    name_owners: NDArray[np.int64]
    name_terms: DocumentTerms
    name_trigrams: DocumentTrigrams


@dataclass(frozen=True, slots=True)
class Documented(PlaceTexts):
    """The same for a query; `kind` is (words, places): how far a place's kinds are what a word of
    the query asks for.
    """

    kind: Floats


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

    def gather(self, places: NDArray[np.int64], query: Query) -> Documented:
        index = self._index
        few = len(places) <= _PLACES_KEPT
        about = self._kept(places.tobytes()) if few else self._texts_of(places)
        kind = np.zeros((len(query.words), len(places)), dtype=np.float32)
        if Stage.KINDS not in self._off:
            for row, kinds, part in zip(kind, query.kinds, query.parts, strict=True):
                if part is Part.CONTENT:
                    for name in kinds & index.kinds.keys():
                        row[_are_among(places, index.kinds[name])] = OF_KIND
        known = {field.name: getattr(about, field.name) for field in fields(about)}
        return Documented(**known, kind=kind)

    def _unpacked(self, places: bytes) -> PlaceTexts:
        return self._texts_of(np.frombuffer(places, dtype=np.int64))

    def _texts_of(self, places: NDArray[np.int64]) -> PlaceTexts:
        index = self._index
        texts = index.documents_of(places)
        texts = texts.where(self._texts[texts.values])
        names = texts.where(index.is_name[texts.values])
        return PlaceTexts(
            places,
            names,
            texts.where(index.is_spoken[texts.values]),
            texts,
            self._told.take(places),
            names.owners(),
            index.names.take(names.values),
            index.trigrams.take(names.values),
        )


def _are_among(places: NDArray[np.int64], listed: NDArray[np.int32]) -> NDArray[np.bool_]:
    """(places,) whether each is in an ascending list."""
    if not len(listed):
        return np.zeros(len(places), dtype=np.bool_)
    at = np.minimum(np.searchsorted(listed, places), len(listed) - 1)
    among: NDArray[np.bool_] = listed[at] == places
    return among
