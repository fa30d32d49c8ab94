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
        return self.bounds[1:] - self.bounds[:-1]

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
        positions += (starts - bounds[:-1]).repeat(bounds[1:] - bounds[:-1])
        return Ragged(bounds, positions)

    def having(self, wanted: NDArray[Any]) -> tuple[Ints, Ragged]:
        """The rows that have one of some values, ascending; none of the values is negative.

        With where in `values` these are, a row each.
        """
        most = max(int(self.values.max(initial=0)), int(wanted.max(initial=0)))
        is_wanted = np.zeros(most + 1, dtype=np.bool_)
        is_wanted[wanted] = True
        positions = is_wanted[self.values].nonzero()[0]
        return _grouped(positions, self.bounds.searchsorted(positions, side="right") - 1)

    def weigh(self, wanted: NDArray[Any], weights: NDArray[np.float32]) -> NDArray[np.float64]:
        """(rows,) the sum of the `weights` (wanted,) of those values that a row has.

        None of the values is negative, and no row has one twice.
        """
        most = max(int(self.values.max(initial=0)), int(wanted.max(initial=0)))
        of_value = np.zeros(most + 1)
        of_value[wanted] = weights
        return self.total(of_value[self.values])

    def followed_by(self, other: Ragged) -> Ragged:
        """These rows, then the other's."""
        return Ragged(
            np.concatenate([self.bounds, self.bounds[-1] + other.bounds[1:]]),
            np.concatenate([self.values, other.values]),
        )

    def asked_often(self) -> Ragged:
        """The same rows, of which `having` and `weigh` take some memory and less time."""
        return AskedOften(self.bounds, self.values)

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
        filled = self.lengths.nonzero()[0]
        return filled, self.bounds[filled]


class AskedOften(Ragged):
    """Rows that are asked often enough which have some values, to keep what answers that."""

    def having(self, wanted: NDArray[Any]) -> tuple[Ints, Ragged]:
        places = self._places_of_values
        positions = np.sort(places.take(wanted[wanted < len(places)]).values)
        return _grouped(positions, self._owners[positions])

    def weigh(self, wanted: NDArray[Any], weights: NDArray[np.float32]) -> NDArray[np.float64]:
        there = wanted < len(self._rows_of_values)
        rows = self._rows_of_values.take(wanted[there])
        each = weights[there].repeat(rows.lengths)
        return np.bincount(rows.values, each, len(self)).astype(np.float64, copy=False)

    @cached_property
    def _owners(self) -> Ints:
        return self.owners()

    @cached_property
    def _rows_of_values(self) -> Ragged:
        places = self._places_of_values
        return Ragged(places.bounds, self._owners[places.values])

    @cached_property
    def _places_of_values(self) -> Ragged:
        """Where in `values` each value is, a row each."""
        lengths = np.bincount(self.values).astype(np.int64)
        return Ragged(_bounds(lengths), np.argsort(self.values, kind="stable"))


def first_of_each(ascending: Ints) -> Ints:
    """Where each different number begins."""
    begins = np.ones(len(ascending), dtype=np.bool_)
    np.not_equal(ascending[1:], ascending[:-1], out=begins[1:])
    return begins.nonzero()[0]


def are_among(numbers: Ints, listed: NDArray[Any]) -> NDArray[np.bool_]:
    """(numbers,) whether each is in an ascending list."""
    if not len(listed):
        return np.zeros(len(numbers), dtype=np.bool_)
    at = np.minimum(listed.searchsorted(numbers), len(listed) - 1)
    among: NDArray[np.bool_] = listed[at] == numbers
    return among


class _Filled(Ragged):
    """Rows none of which is empty."""

    def _reduce(self, operation: np.ufunc, numbers: NDArray[Any]) -> NDArray[Any]:
        if not len(numbers):
            return numbers
        reduced: NDArray[Any] = operation.reduceat(numbers, self.bounds[:-1])
        return reduced


def _grouped(positions: Ints, owners: Ints) -> tuple[Ints, Ragged]:
    starts = first_of_each(owners)
    bounds = np.empty(len(starts) + 1, dtype=np.int64)
    bounds[:-1], bounds[-1] = starts, len(positions)
    return owners[starts], _Filled(bounds, positions)


def ragged_texts(texts: Iterable[str]) -> Ragged:
    """Texts as rows of UTF-8 bytes."""
    encoded = [text.encode("utf-8", "replace") for text in texts]
    lengths = np.fromiter(map(len, encoded), dtype=np.int64, count=len(encoded))
    return Ragged(_bounds(lengths), np.frombuffer(b"".join(encoded), dtype=np.uint8))


def _bounds(lengths: Ints) -> Ints:
    bounds = np.zeros(len(lengths) + 1, dtype=np.int64)
    np.cumsum(lengths, out=bounds[1:])
    return bounds
