"""The places in question with their documents: what evidence is collected about."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from inference.search.candidates import OF_KIND
from inference.search.forms import Floats
from inference.search.index import SearchIndex, terms_of_places
from inference.search.query import Part, Query
from inference.search.ragged import Ragged
from inference.search.stages import Stage


@dataclass(frozen=True, slots=True)
class Documented:
    """Places by number, ascending; `names` has the documents of each that are names or aliases,
    `phrases` these and what is told of it, `texts` all of them, and `told` the terms of `phrases`.

    `kind` is (words, places): how far a place's kinds are what a word of the query asks for.
    """

    places: NDArray[np.int64]
    names: Ragged
    phrases: Ragged
    texts: Ragged
    told: Ragged
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

    def gather(self, places: NDArray[np.int64], query: Query) -> Documented:
        index = self._index
        texts = index.documents_of(places)
        texts = texts.where(self._texts[texts.values])
        names = texts.where(index.is_name[texts.values])
        kind = np.zeros((len(query.words), len(places)), dtype=np.float32)
        if Stage.KINDS not in self._off:
            for row, kinds, part in zip(kind, query.kinds, query.parts, strict=True):
                if part is Part.CONTENT:
                    for name in kinds & index.kinds.keys():
                        row[_are_among(places, index.kinds[name])] = OF_KIND
        phrases = texts.where(index.is_spoken[texts.values])
        return Documented(places, names, phrases, texts, self._told.take(places), kind)


def _are_among(places: NDArray[np.int64], listed: NDArray[np.int32]) -> NDArray[np.bool_]:
    """(places,) whether each is in an ascending list."""
    if not len(listed):
        return np.zeros(len(places), dtype=np.bool_)
    at = np.minimum(np.searchsorted(listed, places), len(listed) - 1)
    among: NDArray[np.bool_] = listed[at] == places
    return among
