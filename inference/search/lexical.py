"""Names compared with a query word by word, with mistakes forgiven and rare words weighing more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from inference.search.forms import Floats, Found
from inference.search.morphology import in_dictionary, is_adjective
from inference.search.ragged import Ragged
from inference.search.vocabulary import Vocabulary
from inference.search.words import STOP_WORDS

_STOP_WEIGHT = 0.15
_DESCRIBING = 0.8  # «писателя» in «дом писателя Горького», beside words that are in names

Numbers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class ReadWord:
    """The terms of an index that a word resembles, and how much the word says."""

    found: Found
    weight: float


@dataclass(frozen=True, slots=True)
class QueryWords:
    """The same of each word of a query: (words,)."""

    found: tuple[Found, ...]
    weights: Floats

    @classmethod
    def of(cls, words: Sequence[ReadWord]) -> QueryWords:
        weights = np.array([word.weight for word in words], dtype=np.float32)
        return cls(tuple(word.found for word in words), weights)


@dataclass(frozen=True, slots=True)
class WordMatch:
    """How each word of a query is met by some documents.

    `met` are those that any word meets, by their position, ascending. `likeness` is (words, met),
    the likeness of the word to the document's closest one; `covered` is (met,), the share of the
    document's own words, by weight, that the query names.
    """

    met: Numbers
    likeness: Floats
    covered: Floats


@dataclass(frozen=True, slots=True)
class DocumentTerms:
    """The terms of some documents, a row each, and the sums of their weights: (documents,)."""

    terms: Ragged
    totals: Floats


class LexicalIndex:
    """Which terms each document has: `terms`, a row a document; and how much each term says.

    `frequency` (terms,) counts the documents that have a term, of `count`; a term of none is not
    there.

    The weight of a term falls with the logarithm of its frequency, as in BM25 (Robertson and
    Zaragoza 2009); how often a document has it does not count, for names do not repeat words.
    """

    def __init__(
        self, vocabulary: Vocabulary, terms: Ragged, frequency: Numbers, count: int
    ) -> None:
        self._terms, self._frequency = terms, frequency
        self._weights = np.log1p(count / np.maximum(frequency, 1)).astype(np.float32)
        # A word of no name could be any rare one.
        named = self._weights[frequency > 0]
        self._unknown = float(np.median(named)) if len(named) else 1.0
        for word in STOP_WORDS:
            if (term := vocabulary.terms.find(word)) is not None:
                self._weights[term] *= _STOP_WEIGHT
        self._totals = np.maximum(terms.total(self._weights[terms.values]), 1e-6)

    def read(self, word: str, found: Found) -> ReadWord:
        """Weigh a folded word by the terms that a vocabulary found for it."""
        has = self._frequency[found.terms] > 0
        present = Found(found.terms[has], found.likeness[has], found.spelt[has])
        return ReadWord(present, self._weight(word, present))

    def read_spelt(self, word: str, found: Found) -> ReadWord:
        """The same with no mistake forgiven, though as heavy."""
        read = self.read(word, found)
        right = read.found.spelt > 0
        terms, spelt = read.found.terms[right], read.found.spelt[right]
        return ReadWord(Found(terms, spelt, spelt), read.weight)

    def take(self, documents: Numbers) -> DocumentTerms:
        """What some documents are compared by."""
        return DocumentTerms(self._terms.take(documents), self._totals[documents])

    def match(self, words: QueryWords, documents: DocumentTerms) -> WordMatch:
        """Compare the words of a query with some documents."""
        met, where, terms, likeness = self._meet(words, documents.terms)
        best = np.zeros(len(self._weights), dtype=np.float32)
        for found in words.found:
            best[found.terms] = np.maximum(best[found.terms], found.likeness)
        named = where.total(self._weights[terms] * best[terms])
        covered = (named / documents.totals[met]).astype(np.float32, copy=False)
        return WordMatch(met, likeness, covered)

    def told(self, words: QueryWords, terms: Ragged) -> Floats:
        """(words, rows): how far words are met by rows of terms."""
        told = np.zeros((len(words.found), len(terms)), dtype=np.float32)
        met, _, _, likeness = self._meet(words, terms)
        told[:, met] = likeness
        return told

    def _meet(
        self, words: QueryWords, rows: Ragged
    ) -> tuple[Numbers, Ragged, NDArray[np.int32], Floats]:
        """Which rows words meet, (met,); where; with which terms; the likeness (words, met)."""
        wanted = [found.terms for found in words.found]
        met, where = rows.having(np.unique(np.concatenate(wanted)))
        terms = rows.values[where.values]
        likeness = np.zeros((len(words.found), len(met)), dtype=np.float32)
        of_term = np.zeros(len(self._weights), dtype=np.float32)
        for row, found in zip(likeness, words.found, strict=True):
            if len(found.terms):
                of_term[found.terms] = found.likeness
                row[:] = where.highest(of_term[terms])
                of_term[found.terms] = 0.0
        return met, where, terms, likeness

    def _weight(self, word: str, found: Found) -> float:
        if word in STOP_WORDS:
            return self._unknown * _STOP_WEIGHT
        if found.best < 0.5:
            describes = in_dictionary(word) and not is_adjective(word)
            return self._unknown * (_DESCRIBING if describes else 1.0)
        closest = found.likeness >= found.best - 1e-3
        return float(self._weights[found.terms[closest]].min())
