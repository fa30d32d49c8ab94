"""A cache that is bounded by the bytes it holds; the longest unused goes first."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable


class ByteCache:
    """Not for several threads."""

    def __init__(self, max_bytes: int) -> None:
        self._max_bytes = max_bytes
        self._held = 0
        self._entries: OrderedDict[Hashable, bytes] = OrderedDict()

    @property
    def held(self) -> int:
        """How many bytes it holds."""
        return self._held

    def get(self, key: Hashable) -> bytes | None:
        data = self._entries.get(key)
        if data is not None:
            self._entries.move_to_end(key)
        return data

    def put(self, key: Hashable, data: bytes) -> None:
        """Keep `data`, unless it is larger than the whole cache."""
        self._held -= len(self._entries.pop(key, b""))
        if len(data) > self._max_bytes:
            return
        self._entries[key] = data
        self._held += len(data)
        while self._held > self._max_bytes:
            _, gone = self._entries.popitem(last=False)
            self._held -= len(gone)
