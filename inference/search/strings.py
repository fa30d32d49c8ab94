"""Many short texts in one block of bytes: mapped from a file, looked up by halving."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from functools import cached_property
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from inference.search.ragged import Ragged, ragged_texts

_LAST = "\U0010ffff"  # no character, and above every one
_FEW = 50_000  # texts that are kept unpacked as well


class SortedTexts:
    """Different texts in the order of their UTF-8 bytes."""

    def __init__(self, rows: Ragged) -> None:
        self.rows = rows
        self._sorted = _Bytes(rows)

    @classmethod
    def of(cls, texts: Iterable[str]) -> SortedTexts:
        return cls(ragged_texts(sorted(set(texts))))  # by code points, as UTF-8 bytes sort too

    def __len__(self) -> int:
        return len(self.rows)

    def __getitem__(self, number: int) -> str:
        return self._sorted[number].decode() if self._few is None else self._few[number]

    def __iter__(self) -> Iterator[str]:
        return (self[number] for number in range(len(self)))

    def take(self, numbers: NDArray[np.int64]) -> list[str]:
        """Many texts at once."""
        if self._few is not None:
            return [self._few[number] for number in numbers.tolist()]
        some = self.rows.take(numbers)
        text = some.values.tobytes().decode()
        # Every byte but those that continue a letter begins one.
        letters = np.concatenate([[0], np.cumsum((some.values & 0xC0) != 0x80)])[some.bounds]
        ends = letters.tolist()
        return [text[start:end] for start, end in pairwise(ends)]

    def find(self, text: str) -> int | None:
        """The number of a text, None where it is not among them."""
        number = self._above(text)
        return number if number < len(self) and self[number] == _legible(text) else None

    def starting_with(self, beginning: str) -> range:
        """The numbers of the texts that begin so."""
        return range(self._above(beginning), self._above(beginning + _LAST))

    def _above(self, text: str) -> int:
        """The number of the first text that is not below this one."""
        if self._few is not None:
            return bisect_left(self._few, _legible(text))
        return bisect_left(self._sorted, text.encode("utf-8", "replace"))

    @cached_property
    def _few(self) -> list[str] | None:
        """All texts, which are looked up faster so; None where they would take much memory."""
        if len(self) > _FEW:
            return None
        return [self._sorted[number].decode() for number in range(len(self))]


def _legible(text: str) -> str:
    """What UTF-8 keeps of a text."""
    return text.encode("utf-8", "replace").decode()


class _Bytes:
    """A sequence of bytes for `bisect`."""

    def __init__(self, rows: Ragged) -> None:
        self._bounds = rows.bounds
        self._block = memoryview(rows.values)  # type: ignore[arg-type]

    def __len__(self) -> int:
        return len(self._bounds) - 1

    def __getitem__(self, number: int) -> bytes:
        return bytes(self._block[self._bounds[number] : self._bounds[number + 1]])
