"""Documents found by meaning: FAISS over the encoder's vectors, cosines made comparable."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from inference.search.encoder import TextEncoder
from inference.search.vocabulary import Floats

_PAIRS = 4_000
_SEED = 7


class DenseIndex:
    """An exact inner-product index; scores are 0 for unrelated texts and 1 for equal ones.

    What a cosine means differs between encoders (unrelated texts lie at 0.2 with one, at 0.87
    with another), so scores start at the median cosine of random pairs of documents.
    """

    def __init__(self, encoder: TextEncoder, texts: Sequence[str]) -> None:
        # It tells at INFO which processors it was not built for.
        logging.getLogger("faiss.loader").setLevel(logging.WARNING)
        import faiss  # here, not above: a slow import that not every program needs

        self._encoder = encoder
        self._documents = len(texts)
        once = list(dict.fromkeys(texts))  # namesakes, and places of one kind in one city
        row = {text: number for number, text in enumerate(once)}
        vectors = encoder.encode(once)[[row[text] for text in texts]]
        self._index: Any = faiss.IndexFlatIP(encoder.dim)
        self._index.add(np.ascontiguousarray(vectors))
        self.floor = _median_cosine(vectors)

    def match(self, texts: Sequence[str]) -> Floats:
        """Likeness in meaning of every text to every document: (texts, documents) in 0..1."""
        scores = np.zeros((len(texts), self._documents), dtype=np.float32)
        if not self._documents or not texts:
            return scores
        cosines, numbers = self._index.search(self._encoder.encode(texts), self._documents)
        np.put_along_axis(scores, numbers, cosines, axis=1)
        likeness: Floats = np.clip((scores - self.floor) / (1.0 - self.floor), 0.0, 1.0)
        return likeness


def _median_cosine(vectors: NDArray[np.float32]) -> float:
    if len(vectors) < 2:
        return 0.0
    left, right = np.random.default_rng(_SEED).integers(0, len(vectors), (2, _PAIRS))
    cosines = np.einsum("ij,ij->i", vectors[left], vectors[right])[left != right]
    return float(np.clip(np.median(cosines), 0.0, 0.99)) if len(cosines) else 0.0
