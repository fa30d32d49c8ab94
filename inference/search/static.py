"""The encoder that is a table: one vector a word, and a text is the sum of its words.

After Tulkens and van Dongen's Model2Vec (2024): the vectors are a sentence encoder's, fewer numbers
each, the shorter the more frequent the word (Arora et al., "A Simple but Tough-to-Beat Baseline for
Sentence Embeddings", 2017). A word that the table lacks is the mean of its pieces (Bojanowski et
al., "Enriching Word Vectors with Subword Information", 2017).
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from zlib import crc32

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError
from safetensors.numpy import load, save_file

from inference.bundled import ASSETS
from inference.errors import UserError
from inference.search.morphology import lemmas, tokenize
from inference.writing import whole_file

TABLE = ASSETS / "encoder" / "words.safetensors"
_PIECES = (3, 4, 5)  # letters
_WORDS_KEPT = 8192
_LARGEST = 7  # of whole numbers of four bits


class StaticEncoder:
    """Rows of a table for the dictionary forms of words, then rows for pieces of words."""

    def __init__(self, path: Path = TABLE) -> None:
        """Read a table. Raises UserError, one sentence, where it is missing or damaged."""
        try:
            stored = path.read_bytes()
            tensors = load(stored)
            words = tensors["words"].tobytes().decode().split("\n")
            codes, scales = tensors["codes"], tensors["scales"]
        except OSError as error:
            raise UserError(f"The word table {path} cannot be read: {error.strerror}.") from error
        except (SafetensorError, KeyError, ValueError) as error:
            raise UserError(f"The word table {path} is damaged: {error}.") from error
        self._codes = codes  # (rows, dim / 2), two numbers a byte
        self._scales = scales.astype(np.float32)
        self._pieces = len(codes) - len(words)
        if codes.dtype != np.uint8 or codes.ndim != 2 or scales.shape != (len(codes),):
            raise UserError(f"The word table {path} is damaged: its tensors do not fit together.")
        if self._pieces < 1 or not np.isfinite(self._scales).all():
            raise UserError(f"The word table {path} is damaged: it lacks rows or numbers.")
        self._row = {word: number for number, word in enumerate(words)}
        self._vector = lru_cache(_WORDS_KEPT)(self._mean_of_rows)
        self.dim = 2 * codes.shape[1]
        self.name = f"static ({len(words)} words, {hashlib.sha256(stored).hexdigest()[:8]})"

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """(n, dim) rows of unit length; of a text the first 32 words count, in any order."""
        if not texts:
            return np.zeros((0, self.dim), dtype=np.float32)
        return np.array([self._encode(text) for text in texts])

    def _encode(self, text: str) -> NDArray[np.float32]:
        summed = np.zeros(self.dim, dtype=np.float32)
        for word in tokenize(text) or [""]:
            summed += self._vector(word)
        length = math.sqrt(float(summed @ summed))
        if length == 0:  # any vector will do
            summed[0] = length = 1.0
        summed /= length
        return summed

    def _mean_of_rows(self, word: str) -> NDArray[np.float32]:
        """(dim,) the word's own row, or the mean of its pieces'."""
        rows = self._rows(word)
        total: NDArray[np.float32] = unpack(self._codes[rows], self._scales[rows]).sum(axis=0)
        total /= len(rows)
        return total

    def _rows(self, word: str) -> list[int]:
        for form in (word, *lemmas(word)) if word else ():
            if form in self._row:
                return [self._row[form]]
        return [len(self._row) + piece for piece in pieces(word, self._pieces)]


def pieces(word: str, buckets: int) -> list[int]:
    """The numbers below `buckets` of a word's runs of letters, its ends marked; at least one."""
    marked = f"<{word}>"
    runs = [marked[i : i + n] for n in _PIECES for i in range(len(marked) - n + 1)] or [marked]
    return [crc32(run.encode()) % buckets for run in runs]


def pack(vectors: NDArray[np.float32]) -> tuple[NDArray[np.uint8], NDArray[np.float16]]:
    """Vectors (n, even) as whole numbers of four bits, two a byte, and a scale a row."""
    scales = np.maximum(np.abs(vectors).max(axis=1) / _LARGEST, 1e-6).astype(np.float16)
    whole = np.round(vectors / scales.astype(np.float32)[:, None])
    shifted = (np.clip(whole, -_LARGEST, _LARGEST) + 8).astype(np.uint8)
    return shifted[:, 0::2] | (shifted[:, 1::2] << 4), scales


def unpack(codes: NDArray[np.uint8], scales: NDArray[np.float32]) -> NDArray[np.float32]:
    """What `pack` was given, rounded."""
    values = np.empty((len(codes), 2 * codes.shape[1]), dtype=np.float32)
    values[:, 0::2] = codes & 15
    values[:, 1::2] = codes >> 4
    values -= 8.0
    values *= scales[:, None]
    return values


def write_table(
    path: Path,
    words: Sequence[str],
    vectors: NDArray[np.float32],
    of_pieces: NDArray[np.float32],
) -> None:
    """Write words with their vectors (words, dim) and the pieces' (buckets, dim)."""
    codes, scales = pack(np.concatenate([vectors, of_pieces]))
    text = np.frombuffer("\n".join(words).encode(), dtype=np.uint8)
    with whole_file(path) as temporary:
        save_file({"words": text, "codes": codes, "scales": scales}, temporary)
