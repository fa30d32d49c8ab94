"""Whole names compared by their letter trigrams, for words glued together or torn apart."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from inference.search.vocabulary import Floats

_SIZE = 3
_MAX_LETTERS = 200


class TrigramIndex:
    """TF-IDF over the letter trigrams of texts without their spaces; rows are unit vectors."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._trigrams: dict[str, int] = {}
        self._documents = len(texts)
        rows = [
            np.unique([self._trigrams.setdefault(t, len(self._trigrams)) for t in _trigrams(text)])
            for text in texts
        ]
        postings: list[list[int]] = [[] for _ in self._trigrams]
        for number, row in enumerate(rows):
            for trigram in row:
                postings[int(trigram)].append(number)
        self._postings: list[NDArray[np.intp]] = [np.array(p, dtype=np.intp) for p in postings]
        frequency = np.array([len(p) for p in postings], dtype=np.float32)
        self._weights = np.log1p(self._documents / np.maximum(frequency, 1)).astype(np.float32)
        self._unknown = float(np.log1p(self._documents))
        self._norms = np.array(
            [np.sqrt((self._weights[row.astype(np.intp)] ** 2).sum()) or 1.0 for row in rows],
            dtype=np.float32,
        )

    def match(self, text: str) -> Floats:
        """Cosine between a folded text and every document: (documents,) in 0..1."""
        scores = np.zeros(self._documents, dtype=np.float32)
        squared = 0.0
        for trigram in set(_trigrams(text)):
            number = self._trigrams.get(trigram)
            if number is None:
                squared += self._unknown**2
                continue
            weight = float(self._weights[number])
            squared += weight**2
            scores[self._postings[number]] += weight * weight
        scores /= self._norms * max(np.sqrt(squared), 1e-6)
        return scores


def _trigrams(text: str) -> list[str]:
    letters = f"^{text.replace(' ', '')[:_MAX_LETTERS]}$"
    return [letters[i : i + _SIZE] for i in range(len(letters) - _SIZE + 1)]
