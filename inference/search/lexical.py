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


@dataclass(frozen=True, slots=True)
class QueryWords:
    """The terms that each word of a query resembles, and how much each word says: (words,)."""

    found: tuple[Found, ...]
    weights: Floats

    def spelt(self) -> QueryWords:
        """The same with no mistake forgiven."""
        found = tuple(Found(one.terms, one.spelt, one.spelt) for one in self.found)
        return QueryWords(found, self.weights)


@dataclass(frozen=True, slots=True)
class WordMatch:
    """How each word of a query is met by some documents.

    `likeness` is (words, documents), the likeness of the word to the document's closest one;
    `covered` is (documents,), the share of the document's own words, by weight, that the query
    names.
    """

    likeness: Floats
    covered: Floats


@dataclass(frozen=True, slots=True)
class DocumentTerms:
    """The terms of some documents, a row each; their weights (values,), their sums (documents,)."""

    terms: Ragged
    weights: Floats
    totals: Floats


class LexicalIndex:
    """Which terms each document has: `terms`, a row a document; and how much each term says.

    `frequency` (terms,) counts the documents that have a term, of `count`; a term of none is not
    there.

    The weight of a term falls with the logarithm of its frequency, as in BM25 (Robertson and
    Zaragoza 2009); how often a document has it does not count, for names do not repeat words.
    """

    def __init__(
        self, vocabulary: Vocabulary, terms: Ragged, frequency: NDArray[np.int64], count: int
    ) -> None:
        self._terms, self._frequency = terms, frequency
        self._weights = np.log1p(count / np.maximum(frequency, 1)).astype(np.float32)
        # A word of no name could be any rare one.
        named = self._weights[frequency > 0]
        self._unknown = float(np.median(named)) if len(named) else 1.0
        for word in STOP_WORDS:
            if (term := vocabulary.terms.find(word)) is not None:
                self._weights[term] *= _STOP_WEIGHT

    def read(self, words: Sequence[str], found: Sequence[Found]) -> QueryWords:
        """Weigh folded words by the terms that a vocabulary found for each of them."""
        present = tuple(
            Found(one.terms[has], one.likeness[has], one.spelt[has])
            for one in found
            for has in [self._frequency[one.terms] > 0]
        )
        weights = [self._weight(word, one) for word, one in zip(words, present, strict=True)]
        return QueryWords(present, np.array(weights, dtype=np.float32))

    def take(self, documents: NDArray[np.int64]) -> DocumentTerms:
        """What some documents are compared by."""
        terms = self._terms.take(documents)
        weights = self._weights[terms.values]
        return DocumentTerms(terms, weights, np.maximum(terms.total(weights), 1e-6))

    def match(self, words: QueryWords, documents: DocumentTerms) -> WordMatch:
        """Compare the words of a query with some documents."""
        terms = documents.terms
        likeness = np.zeros((len(words.found), len(terms)), dtype=np.float32)
        best = np.zeros(len(self._weights), dtype=np.float32)
        of_term = np.zeros(len(self._weights), dtype=np.float32)
        for row, found in zip(likeness, words.found, strict=True):
            if len(found.terms):
                of_term[found.terms] = found.likeness
                best[found.terms] = np.maximum(best[found.terms], found.likeness)
                row[:] = terms.highest(of_term[terms.values])
                of_term[found.terms] = 0.0
        covered = terms.total(documents.weights * best[terms.values]) / documents.totals
        return WordMatch(likeness, covered.astype(np.float32, copy=False))

    def told(self, words: QueryWords, terms: Ragged) -> Floats:
        """(words, rows): how far words are met by rows of terms, no mistake forgiven."""
        met = np.zeros((len(words.found), len(terms)), dtype=np.float32)
        of_term = np.zeros(len(self._weights), dtype=np.float32)
        for row, found in zip(met, words.found, strict=True):
            if found.spelt.any():
                of_term[found.terms] = found.spelt
                row[:] = terms.highest(of_term[terms.values])
                of_term[found.terms] = 0.0
        return met

    def _weight(self, word: str, found: Found) -> float:
        if word in STOP_WORDS:
            return self._unknown * _STOP_WEIGHT
        if found.best < 0.5:
            describes = in_dictionary(word) and not is_adjective(word)
            return self._unknown * (_DESCRIBING if describes else 1.0)
        closest = found.likeness >= found.best - 1e-3
        return float(self._weights[found.terms[closest]].min())
