"""Seconds that the search for copies takes among 100,000 photos.

Signatures are drawn at random: all different, with a near copy of every other one, and all equal.
`python benchmarks/bench_duplicates.py [COUNT]`
"""

from __future__ import annotations

import sys
import time

import numpy as np
from numpy.typing import NDArray

from inference.data.duplicates import SIGNATURE_BYTES, same_picture, same_scene

_CHANGED_BITS = 10


def main(count: int) -> None:
    random = np.random.default_rng(0)
    different = random.integers(0, 256, (count, SIGNATURE_BYTES), dtype=np.uint8)
    kinds = {
        "all different": different,
        "half of them copies": _half_copied(different, random),
        "all equal": np.repeat(different[:1], count, axis=0),
    }
    for kind, rows in kinds.items():
        signatures = [row.tobytes() for row in rows]
        for search in (same_picture, same_scene):
            start = time.perf_counter()
            pairs = search(signatures)
            seconds = time.perf_counter() - start
            print(f"{kind}, {search.__name__}: {len(pairs)} pairs in {seconds:.1f} s")


def _half_copied(rows: NDArray[np.uint8], random: np.random.Generator) -> NDArray[np.uint8]:
    """The first half of rows, each again with a few bits of its first 32 bytes changed."""
    half = len(rows) // 2
    copies = rows.copy()
    copies[half : 2 * half] = rows[:half]
    for row in copies[half : 2 * half]:
        for bit in random.choice(256, _CHANGED_BITS, replace=False):
            row[bit // 8] ^= 1 << (bit % 8)
    return copies


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
