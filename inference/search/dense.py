"""Texts found by meaning: FAISS over the encoder's vectors, cosines made comparable."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

from inference.search.encoder import TextEncoder
from inference.search.forms import Floats

_PAIRS = 4_000
_SEED = 7
_BATCH = 256
_LONG = 2.0  # seconds, from which on there is a progress bar
_EXACT = 10_000  # more vectors than this are compressed before they are scanned
_BLOCK = 100_000
_SAMPLE = 1_024  # texts whose likeness to a query says what is usual for it
_LEAST_DEVIATION = 1e-3

Vectors = NDArray[np.float16]


@dataclass(frozen=True, slots=True)
class Nearness:
    """A query's `likeness` to some texts, (rows,) in 0..1, and to a sample of all texts: the mean
    and the standard deviation.
    """

    likeness: Floats
    usual: float
    deviation: float


class DenseIndex:
    """Vectors of texts, (rows, dim) of unit length in half precision; 1 for equal texts, 0 for
    unrelated ones.

    What a cosine means differs between encoders (unrelated texts lie at 0.2 with one, at 0.87
    with another), so likeness starts at `floor`, the median cosine of random pairs.

    `nearest` scans all vectors exactly up to 10,000 of them, and beyond that their four-bit
    product codes (André et al., "Cache locality is not enough", 2015), two dimensions a code:
    measured on a million random unit vectors, the worst case, this takes 6 ms at 512 dimensions
    where the exact scan takes 150, and the five nearest are among its first thousand in 99.6 %.
    """

    def __init__(self, encoder: TextEncoder, vectors: Vectors, codes: Path | None = None) -> None:
        """Index vectors that the encoder gave; `codes` is a file that `write_codes` has written."""
        self.encoder = encoder
        self._vectors = vectors
        self._index = _index_of(vectors, codes)
        self.floor = _median_cosine(vectors)
        sample = np.random.default_rng(_SEED).permutation(len(vectors))[:_SAMPLE]
        self._mean, self._covariance = _moments(vectors[sample])

    def write_codes(self, path: Path) -> None:
        """Write what takes long to make of the vectors; nothing where nothing does."""
        faiss = _faiss()
        if isinstance(self._index, faiss.IndexPQFastScan):
            faiss.write_index(self._index, str(path))

    def encode(self, text: str) -> Floats:
        """(dim,) the vector of a query."""
        vector: Floats = self.encoder.encode([text])[0]
        return vector

    def unpacked(self, rows: NDArray[np.int64]) -> Floats:
        """(rows, dim) the vectors of some rows, for `compare` to take again and again."""
        vectors: Floats = self._vectors[rows].astype(np.float32)
        return vectors

    def compare(
        self, query: Floats, rows: NDArray[np.int64], unpacked: Floats | None = None
    ) -> Nearness:
        """Compare a query with the texts of some rows, and with the sample of all."""
        if unpacked is None:
            different, back = np.unique(rows, return_inverse=True)
            cosines = _products(self.unpacked(different), query)[back]
        else:
            cosines = _products(unpacked, query)
        if not len(self._vectors):
            return Nearness(cosines, 0.0, 1.0)
        span = 1.0 - self.floor
        likeness = np.clip((cosines - self.floor) / span, 0.0, 1.0)
        # What the cosines with the sample have, without taking them one by one.
        usual = (float(self._mean @ query) - self.floor) / span
        deviation = max(float(_products(self._covariance, query) @ query), 0.0) ** 0.5 / span
        return Nearness(likeness, usual, max(deviation, _LEAST_DEVIATION))

    def nearest(self, query: Floats, count: int) -> NDArray[np.int64]:
        """The `count` rows nearest to a query, ascending; about the nearest, at scale."""
        if not len(self._vectors):
            return np.zeros(0, dtype=np.int64)
        _, rows = self._index.search(query[None], min(count, len(self._vectors)))
        found: NDArray[np.int64] = np.sort(rows[rows >= 0])
        return found


def encode_all(encoder: TextEncoder, texts: Sequence[str]) -> Vectors:
    """(texts, dim) the vectors of many texts, with a progress bar where it takes long."""
    vectors = np.empty((len(texts), encoder.dim), dtype=np.float16)
    bar = tqdm(total=len(texts), desc="Encoding", unit="text", delay=_LONG)
    with bar:
        for start in range(0, len(texts), _BATCH):
            batch = texts[start : start + _BATCH]
            vectors[start : start + len(batch)] = encoder.encode(batch)
            bar.update(len(batch))
    return vectors


def _index_of(vectors: Vectors, codes: Path | None = None) -> Any:
    """Exact on a GPU and for few vectors, else product codes, taken from a file where given."""
    faiss = _faiss()
    rows, dim = vectors.shape
    gpu = hasattr(faiss, "StandardGpuResources") and faiss.get_num_gpus() > 0
    if rows <= _EXACT or gpu:
        index = faiss.IndexFlatIP(dim)
        if gpu:
            options = faiss.GpuClonerOptions()
            options.useFloat16 = True
            index = faiss.index_cpu_to_gpu(faiss.StandardGpuResources(), 0, index, options)
    elif codes is not None and codes.is_file():
        return faiss.read_index(str(codes), faiss.IO_FLAG_MMAP_IFC)
    else:
        index = faiss.index_factory(dim, f"PQ{max(dim // 2, 1)}x4fs", faiss.METRIC_INNER_PRODUCT)
        some = np.random.default_rng(_SEED).choice(rows, min(rows, _BLOCK), replace=False)
        index.train(vectors[np.sort(some)].astype(np.float32))
    for start in range(0, rows, _BLOCK):
        index.add(np.ascontiguousarray(vectors[start : start + _BLOCK], dtype=np.float32))
    return index


def _moments(vectors: Vectors) -> tuple[Floats, Floats]:
    """The mean (dim,) and the covariance (dim, dim) of vectors."""
    exactly = vectors.astype(np.float64)
    mean = exactly.mean(axis=0) if len(exactly) else np.zeros(exactly.shape[1])
    apart = exactly - mean
    covariance = apart.T @ apart / max(len(apart), 1)
    return mean.astype(np.float32), covariance.astype(np.float32)


def _products(vectors: Floats, query: Floats) -> Floats:
    """(rows,) inner products of (rows, dim) vectors with one.

    Not numpy's `@`: for so little work its threads cost more than they do.
    """
    faiss = _faiss()
    products = np.empty(len(vectors), dtype=np.float32)
    if len(vectors):
        vectors, query = np.ascontiguousarray(vectors), np.ascontiguousarray(query)
        pointers = (faiss.swig_ptr(array) for array in (products, query, vectors))
        faiss.fvec_inner_products_ny(*pointers, vectors.shape[1], len(vectors))
    return products


def _median_cosine(vectors: Vectors) -> float:
    if len(vectors) < 2:
        return 0.0
    left, right = np.random.default_rng(_SEED).integers(0, len(vectors), (2, _PAIRS))
    one, other = (vectors[side].astype(np.float32) for side in (left, right))
    cosines = np.einsum("ij,ij->i", one, other)[left != right]
    return float(np.clip(np.median(cosines), 0.0, 0.99)) if len(cosines) else 0.0


@cache
def _faiss() -> Any:
    # It tells at INFO which processors it was not built for.
    logging.getLogger("faiss.loader").setLevel(logging.WARNING)
    import faiss  # here, not above: a slow import that not every program needs

    return faiss
