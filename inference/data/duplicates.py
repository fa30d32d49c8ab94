"""Copies of one photo, and photos too alike to stand on both sides of a split.

A difference hash (Krawetz 2013, "Kind of like that") says for each of 256 pairs of neighbouring
cells of a small grey picture which is brighter; copies differ in few bits, however they were saved
or scaled. Where a few more bits differ, small grey pictures are compared as well.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import faiss
import numpy as np
from numpy.typing import NDArray
from PIL import Image

_COLUMNS, _ROWS = 17, 16
_HASH_BYTES = 32
_THUMBNAIL = 24  # cells a side
SIGNATURE_BYTES = 2 * _HASH_BYTES + _THUMBNAIL * _THUMBNAIL
# Of 256 bits. Of 4.3 million pairs of real photos 146 differ in at most 4, being copies, and the
# next in 25. Copies at a quarter of the size, brightened or as JPEG of quality 30: up to 24.
SURE = 24
# With correlated thumbnails still a copy: cropped, turned a little. Of the pairs of real photos
# within this distance six are such copies, which correlate by 0.77 at least, the others by 0.5.
LIKELY = 40
CORRELATED = 0.75
# So alike that a model that has seen one has seen the other: bursts, the same view again.
ALIKE = 48
# Mirror images of one photo.
MIRRORED = 38
_QUERIES = 2048  # hashes looked up at a time, which bounds what is held


def signature(image: Image.Image) -> bytes:
    """What tells an RGB image's copies, SIGNATURE_BYTES long.

    Its hash, that of its mirror image, and a small grey picture.
    """
    grey = image.convert("L")
    cells = np.asarray(grey.resize((_COLUMNS, _ROWS), Image.Resampling.BOX), dtype=np.int16)
    hashes = (np.packbits(x[:, 1:] > x[:, :-1]).tobytes() for x in (cells, cells[:, ::-1]))
    thumbnail = grey.resize((_THUMBNAIL, _THUMBNAIL), Image.Resampling.BOX)
    return b"".join((*hashes, thumbnail.tobytes()))


def same_picture(signatures: Sequence[bytes]) -> list[tuple[int, int]]:
    """Pairs i < j of copies of one photo. Of many equal ones each is paired with the first."""
    hashes, _, thumbnails = _split(signatures)
    found = []
    for i, j, distance in _near(hashes, hashes, LIKELY):
        sure = distance <= SURE
        unsure = np.flatnonzero(~sure)
        sure[unsure] = _correlation(thumbnails[i[unsure]], thumbnails[j[unsure]]) >= CORRELATED
        found.append(np.stack([i[sure], j[sure]], axis=1))
    return _pairs(found)


def same_scene(signatures: Sequence[bytes]) -> list[tuple[int, int]]:
    """Pairs i < j so alike that they must not straddle a split: copies, bursts, mirror images."""
    hashes, mirrored, _ = _split(signatures)
    found = [np.stack([i, j], axis=1) for i, j, _ in _near(hashes, hashes, ALIKE)]
    found += [np.stack([i, j], axis=1) for i, j, _ in _near(mirrored, hashes, MIRRORED)]
    return _pairs(found)


def groups(pairs: Iterable[tuple[int, int]], count: int) -> list[int]:
    """The connected group of each of `count` pictures, as the index of its first member."""
    root = list(range(count))

    def find(i: int) -> int:
        while root[i] != i:
            root[i] = root[root[i]]
            i = root[i]
        return i

    for one, other in pairs:
        low, high = sorted((find(one), find(other)))
        root[high] = low
    return [find(i) for i in range(count)]


def _split(
    signatures: Sequence[bytes],
) -> tuple[NDArray[np.uint8], NDArray[np.uint8], NDArray[np.float32]]:
    """Hashes (N, 32) in bytes, those of the mirror images, and thumbnails (N, 576)."""
    rows = np.frombuffer(b"".join(signatures), dtype=np.uint8).reshape(-1, SIGNATURE_BYTES)
    hashes, mirrored, thumbnails = np.split(rows, [_HASH_BYTES, 2 * _HASH_BYTES], axis=1)
    contiguous = np.ascontiguousarray(hashes), np.ascontiguousarray(mirrored)
    return *contiguous, thumbnails.astype(np.float32)


def _near(
    queries: NDArray[np.uint8], hashes: NDArray[np.uint8], radius: int
) -> Iterator[tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int32]]]:
    """Indices i < j, in parts, of hashes within `radius` bits, with their distances.

    Query i is asked against hash j. Of equal hashes only the first is searched, and the others are
    paired with it; or many equal pictures would make a pair of each with each.
    """
    unique, first, which = np.unique(hashes, axis=0, return_index=True, return_inverse=True)
    which = which.ravel()
    if queries is hashes:
        again = np.flatnonzero(first[which] != np.arange(len(hashes)))
        yield first[which][again], again, np.zeros(len(again), dtype=np.int32)
    asked = queries[first]
    index = faiss.IndexBinaryFlat(8 * hashes.shape[1])
    index.add(unique)
    for start in range(0, len(asked), _QUERIES):
        # FAISS finds what is nearer than the radius.
        limits, distances, found = index.range_search(asked[start : start + _QUERIES], radius + 1)
        counts = (limits[1:] - limits[:-1]).astype(np.int64)
        i, j = first[np.repeat(np.arange(len(counts)) + start, counts)], first[found]
        kept = i < j
        yield i[kept], j[kept], distances[kept].astype(np.int32)


def _correlation(one: NDArray[np.float32], other: NDArray[np.float32]) -> NDArray[np.float32]:
    """Pearson correlation of the rows of two arrays (N, P)."""
    a, b = (x - x.mean(1, keepdims=True) for x in (one, other))
    size = np.sqrt((a * a).sum(1) * (b * b).sum(1))
    found: NDArray[np.float32] = (a * b).sum(1) / np.maximum(size, 1e-3)
    return found


def _pairs(found: list[NDArray[np.int64]]) -> list[tuple[int, int]]:
    if not found:
        return []
    ordered = np.unique(np.concatenate(found), axis=0)
    return [(int(i), int(j)) for i, j in ordered]
