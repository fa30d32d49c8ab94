"""Near-duplicates: one picture saved twice, scaled, recompressed or with a mark on it.

A difference hash (Krawetz 2013, "Kind of like that") says for each of 256 pairs of neighbouring
cells of a small grey picture which is brighter; pictures whose hashes differ in few bits are one.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PIL import Image

_COLUMNS, _ROWS = 17, 16
# Of 256 bits. Copies of one photo differ in at most 5 here, different photos of one view in 45 up.
MAX_DIFFERENCE = 38


def difference_hash(image: Image.Image) -> NDArray[np.bool_]:
    """256 bits: is a cell of the 17×16 grey picture brighter than its left neighbour?"""
    small = image.convert("L").resize((_COLUMNS, _ROWS), Image.Resampling.BOX)
    cells = np.asarray(small, dtype=np.int16)
    bits: NDArray[np.bool_] = (cells[:, 1:] > cells[:, :-1]).ravel()
    return bits


def group_duplicates(hashes: Sequence[NDArray[np.bool_]]) -> list[int]:
    """The group of each picture, as the index of its first member; chains are one group."""
    if not hashes:
        return []
    bits = np.stack(hashes).astype(np.float32)
    root = list(range(len(hashes)))

    def find(i: int) -> int:
        while root[i] != i:
            root[i] = root[root[i]]
            i = root[i]
        return i

    for i in range(1, len(hashes)):
        # Ones here and zeros there, and the reverse: the Hamming distance to all before.
        earlier = bits[:i]
        distance = earlier @ (1 - bits[i]) + (1 - earlier) @ bits[i]
        for j in np.flatnonzero(distance <= MAX_DIFFERENCE):
            low, high = sorted((find(i), find(int(j))))
            root[high] = low
    return [find(i) for i in range(len(hashes))]
