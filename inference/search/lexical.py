"""Names compared with a query word by word, with mistakes forgiven and rare words weighing more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from inference.search.morphology import in_dictionary, is_adjective, tokenize
from inference.search.vocabulary import Floats, Vocabulary
from inference.search.words import STOP_WORDS

_STOP_WEIGHT = 0.15
_DESCRIBING = 0.8  # «писателя» in «дом писателя Горького», beside words that are in names


@dataclass(frozen=True, slots=True)
class WordMatch:
    """How each word of a query is met by each document.

    `likeness` is (words, documents), the likeness of the word to the document's closest one;
    `weights` is (words,), how much each word says; `covered` is (documents,), the share of the
    document's own words, by weight, that the query names.
    """

    likeness: Floats
    weights: Floats
    covered: Floats


class LexicalIndex:
    """An inverted index from terms to the documents whose text has them."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._vocabulary = Vocabulary()
        terms_of = [
            np.unique([self._vocabulary.add(word) for word in tokenize(text)]).astype(np.intp)
            for text in texts
        ]
        self._documents = len(texts)
        self._postings: list[NDArray[np.intp]] = _invert(terms_of, len(self._vocabulary))
        frequency = np.array([len(posting) for posting in self._postings], dtype=np.float32)
        self._weights = np.log1p(self._documents / np.maximum(frequency, 1)).astype(np.float32)
        # A word of no name could be any rare one.
        self._unknown = float(np.median(self._weights)) if len(self._weights) else 1.0
        for word, term in self._vocabulary.terms.items():
            if word in STOP_WORDS:
                self._weights[term] *= _STOP_WEIGHT
        self._totals = np.array([self._weights[terms].sum() for terms in terms_of], np.float32)

    def match(self, words: Sequence[str], exactly: frozenset[str] = frozenset()) -> WordMatch:
        """Compare folded words with every document; those of `exactly` forgive no mistakes."""
        likeness = np.zeros((len(words), self._documents), dtype=np.float32)
        weights = np.empty(len(words), dtype=np.float32)
        best_of_term = np.zeros(len(self._vocabulary), dtype=np.float32)
        met: dict[str, Floats] = {}
        for number, word in enumerate(words):
            if word not in met:
                met[word] = self._vocabulary.likeness(word, forgiving=word not in exactly)
            similar = met[word]
            weights[number] = self._weight(word, similar)
            np.maximum(best_of_term, similar, out=best_of_term)
            for term in np.flatnonzero(similar):
                posting = self._postings[term]
                likeness[number, posting] = np.maximum(likeness[number, posting], similar[term])
        covered = np.zeros(self._documents, dtype=np.float32)
        for term in np.flatnonzero(best_of_term):
            covered[self._postings[term]] += self._weights[term] * best_of_term[term]
        covered /= np.maximum(self._totals, 1e-6)
        return WordMatch(likeness, weights, covered)

    def _weight(self, word: str, similar: Floats) -> float:
        if word in STOP_WORDS:
            return self._unknown * _STOP_WEIGHT
        if not len(similar) or similar.max() < 0.5:
            describes = in_dictionary(word) and not is_adjective(word)
            return self._unknown * (_DESCRIBING if describes else 1.0)
        closest = similar >= similar.max() - 1e-3
        return float(self._weights[closest].min())


def _invert(terms_of: Sequence[NDArray[np.intp]], terms: int) -> list[NDArray[np.intp]]:
    """Documents of each term, in their order."""
    if not terms_of:
        return []
    lengths = [len(found) for found in terms_of]
    all_terms = np.concatenate(terms_of)
    all_documents = np.repeat(np.arange(len(terms_of), dtype=np.intp), lengths)
    order = np.argsort(all_terms, kind="stable")
    bounds = np.cumsum(np.bincount(all_terms, minlength=terms))[:-1]
    return np.split(all_documents[order], bounds)
