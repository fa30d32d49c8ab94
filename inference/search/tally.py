"""Evidence added up per place, without touching the places that have none."""

from __future__ import annotations

import threading
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.int64]
Listing = tuple[NDArray[np.int32], float]  # places, and what each of them gains
_MANY, _SAMPLE = 20_000, 4_096
_MANY_EQUAL = 400  # of places that only their fame tells apart


class Tally:
    """Adds up evidence per place without touching the places that have none.

    `standing` (places,) is the rank of each place where nothing else decides, 0 for the
    first. Several threads may add up at once: each has its own sheets.
    """

    def __init__(self, standing: NDArray[np.intp]) -> None:
        self._standing = standing
        self._own = threading.local()

    def highest(
        self, words: Iterable[Iterable[Listing]], most: int, among: NDArray[np.bool_] | None
    ) -> Numbers:
        """The about `most` places of the highest sums, each word counting once, ascending.

        `words` holds for each word the lists of places it meets; `among` (places,) leaves others
        out.
        """
        total, best = self._sheets()
        touched: list[Numbers] = []
        for listings in words:
            met: list[Numbers] = []
            for places, gain in listings:
                where = places.astype(np.int64)
                if among is not None:
                    where = where[among[where]]
                best[where] = np.maximum(best[where], np.float32(gain))
                met.append(where)
            if met:
                here = np.concatenate(met)
                total[here] += best[here]  # a place met twice is written twice, the same value
                touched.append(here)
                best[here] = 0.0
        if not touched:
            return np.zeros(0, dtype=np.int64)
        everything = np.concatenate(touched)
        sums = total[everything]
        total[everything] = 0.0
        return self._first(everything, sums, most)

    def _first(self, places: Numbers, sums: NDArray[np.float32], most: int) -> Numbers:
        if len(places) > _MANY:
            # A sample tells about where the first of them end, so that fewer are sorted.
            sample = sums[:: len(sums) // _SAMPLE]
            share = min(4.0 * most / len(sums), 1.0)
            enough = sums >= np.quantile(sample, 1.0 - share)
            if np.count_nonzero(enough) >= most:
                places, sums = places[enough], sums[enough]
        if len(places) > most:
            least = np.partition(sums, len(sums) - most)[len(sums) - most]
            above = places[sums > least]
            equal = places[sums == least]
            wanted = max(most - len(above), _MANY_EQUAL)
            if len(equal) > wanted:
                standing = self._standing[equal]
                equal = equal[np.argpartition(standing, wanted)[:wanted]]
            places = np.concatenate([above, equal])
        return np.unique(places)

    def _sheets(self) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        sheets: tuple[NDArray[np.float32], NDArray[np.float32]] | None
        sheets = getattr(self._own, "sheets", None)
        if sheets is None:
            shape = len(self._standing)
            sheets = (np.zeros(shape, dtype=np.float32), np.zeros(shape, dtype=np.float32))
            self._own.sheets = sheets
        return sheets
