"""Whole names compared by their letter trigrams, for words glued together or torn apart."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from inference.search.forms import Floats
from inference.search.ragged import Ragged

_SIZE = 3
_MAX_LETTERS = 200
_BITS = 21  # of a Unicode code point


@dataclass(frozen=True, slots=True)
class DocumentTrigrams:
    """The trigrams of some documents, a row each, and the lengths of their vectors (documents,)."""

    trigrams: Ragged
    lengths: Floats


class TrigramIndex:
    """TF-IDF over the letter trigrams of documents without their spaces.

    `codes` (trigrams,) are the different trigrams as numbers, ascending; `trigrams` has a row of
    positions in it for each document.
    """

    def __init__(
        self,
        codes: NDArray[np.int64],
        trigrams: Ragged,
        frequency: NDArray[np.int64],
        count: int,
    ) -> None:
        self.codes, self.frequency = codes, frequency
        self._trigrams = trigrams
        self.weights = np.log1p(count / np.maximum(frequency, 1)).astype(np.float32)
        self._unknown = float(np.log1p(count))

    def known(self, text: str) -> tuple[NDArray[np.int64], int]:
        """The trigrams of a folded text by number, and how many of its own no document has."""
        own = np.unique(trigram_codes(text))
        if not len(self.codes):
            return np.zeros(0, dtype=np.int64), len(own)
        at = np.minimum(self.codes.searchsorted(own), len(self.codes) - 1)
        numbers = at[self.codes[at] == own]
        return numbers, len(own) - len(numbers)

    def take(self, documents: NDArray[np.int64]) -> DocumentTrigrams:
        """What some documents are compared by."""
        trigrams = self._trigrams.take(documents)
        lengths = np.sqrt(trigrams.total(self.weights[trigrams.values] ** 2))
        lengths[lengths == 0] = 1.0
        return DocumentTrigrams(trigrams, lengths)

    def match(self, text: str, documents: DocumentTrigrams) -> Floats:
        """Cosine between a folded text and some documents: (documents,) in 0..1."""
        numbers, unknown = self.known(text)
        squares = self.weights[numbers] ** 2
        length = math.sqrt(float(squares.sum()) + unknown * self._unknown**2)
        shared = documents.trigrams.weigh(numbers, squares)
        return (shared / (documents.lengths * max(length, 1e-6))).astype(np.float32)


def trigram_codes(text: str) -> NDArray[np.int64]:
    """(trigrams,) the trigrams of a folded text, each as one number."""
    letters = f"^{text.replace(' ', '')[:_MAX_LETTERS]}$"
    points = np.frombuffer(letters.encode("utf-32-le", "surrogatepass"), np.uint32).astype(np.int64)
    codes: NDArray[np.int64] = (points[:-2] << (2 * _BITS)) | (points[1:-1] << _BITS) | points[2:]
    return codes


def number_trigrams(rows: Iterable[NDArray[np.int64]]) -> tuple[NDArray[np.int64], Ragged]:
    """The different trigrams of some documents, and a row of their numbers for each document."""
    coded = Ragged.of(list(rows), np.int64)
    codes, numbers = np.unique(coded.values, return_inverse=True)
    return codes, Ragged(coded.bounds, numbers.astype(np.int32))
