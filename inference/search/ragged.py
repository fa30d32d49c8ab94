"""Rows of different lengths in two arrays, which can be mapped from a file as they are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Ragged:
    """Row i is `values[bounds[i]:bounds[i + 1]]`; `bounds` is (rows + 1,) and starts at 0."""

    bounds: Ints
    values: NDArray[Any]

    @classmethod
    def of(cls, rows: Sequence[Sequence[int]] | Sequence[NDArray[Any]], dtype: Any) -> Ragged:
        lengths = np.fromiter(map(len, rows), dtype=np.int64, count=len(rows))
        parts = [np.asarray(row, dtype=dtype) for row in rows]
        return cls(_bounds(lengths), np.concatenate(parts) if parts else np.zeros(0, dtype))

    def __len__(self) -> int:
        return len(self.bounds) - 1

    def __getitem__(self, row: int) -> NDArray[Any]:
        row_values: NDArray[Any] = self.values[self.bounds[row] : self.bounds[row + 1]]
        return row_values

    @property
    def lengths(self) -> Ints:
        return np.diff(self.bounds)

    def take(self, rows: NDArray[Any]) -> Ragged:
        """The rows of these numbers, in this order."""
        where = self.positions(rows)
        return Ragged(where.bounds, self.values[where.values])

    def where(self, mask: NDArray[np.bool_]) -> Ragged:
        """The same rows with only those values for which `mask` (values,) is true."""
        kept = np.concatenate([[0], np.cumsum(mask)])
        return Ragged(kept[self.bounds], self.values[mask])

    def positions(self, rows: NDArray[Any]) -> Ragged:
        """Where in `values` the values of these rows are."""
        starts = self.bounds[rows]
        bounds = _bounds(self.bounds[rows + 1] - starts)
        positions = np.arange(bounds[-1], dtype=np.int64)
        positions += np.repeat(starts - bounds[:-1], np.diff(bounds))
        return Ragged(bounds, positions)

    def followed_by(self, other: Ragged) -> Ragged:
        """These rows, then the other's."""
        return Ragged(
            np.concatenate([self.bounds, self.bounds[-1] + other.bounds[1:]]),
            np.concatenate([self.values, other.values]),
        )

    def owners(self) -> Ints:
        """(values,) the number of the row that each value is in."""
        return np.repeat(np.arange(len(self), dtype=np.int64), self.lengths)

    def inverted(self, count: int, owners: NDArray[Any] | None = None) -> Ragged:
        """For each value 0..count-1 the rows that have it, ascending, each once.

        `owners` (rows,) puts other numbers in the rows' places.
        """
        rows = self.owners()
        if owners is not None:
            rows = owners[rows].astype(np.int64)
        most = int(rows.max(initial=0)) + 1
        pairs = np.unique(self.values.astype(np.int64) * most + rows)
        of_value = np.bincount(pairs // most, minlength=count).astype(np.int64)
        return Ragged(_bounds(of_value), (pairs % most).astype(np.int32))

    def without_repeats(self) -> Ragged:
        """Each row's different values, ascending."""
        most = int(self.values.max(initial=0)) + 1
        pairs = np.unique(self.owners() * most + self.values)
        lengths = np.bincount(pairs // most, minlength=len(self)).astype(np.int64)
        return Ragged(_bounds(lengths), (pairs % most).astype(self.values.dtype))

    def highest(self, numbers: NDArray[Any]) -> NDArray[Any]:
        """(rows,) the highest of `numbers` (values,) in each row; 0 in empty ones."""
        return self._reduce(np.maximum, numbers)

    def total(self, numbers: NDArray[Any]) -> NDArray[Any]:
        """(rows,) the sum of `numbers` (values,) in each row."""
        return self._reduce(np.add, numbers)

    def _reduce(self, operation: np.ufunc, numbers: NDArray[Any]) -> NDArray[Any]:
        filled, starts = self._filled
        reduced = np.zeros(len(self), dtype=numbers.dtype)
        if len(filled):
            reduced[filled] = operation.reduceat(numbers, starts)
        return reduced

    @cached_property
    def _filled(self) -> tuple[Ints, Ints]:
        """The rows that are not empty, for `reduceat` misreads those, and where each begins."""
        filled = np.flatnonzero(self.lengths)
        return filled, self.bounds[filled]


def ragged_texts(texts: Iterable[str]) -> Ragged:
    """Texts as rows of UTF-8 bytes."""
    encoded = [text.encode("utf-8", "replace") for text in texts]
    lengths = np.fromiter(map(len, encoded), dtype=np.int64, count=len(encoded))
    return Ragged(_bounds(lengths), np.frombuffer(b"".join(encoded), dtype=np.uint8))


def _bounds(lengths: Ints) -> Ints:
    bounds = np.zeros(len(lengths) + 1, dtype=np.int64)
    np.cumsum(lengths, out=bounds[1:])
    return bounds
