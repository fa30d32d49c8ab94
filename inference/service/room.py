"""How many bytes of request bodies the service holds at a time, over all requests."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from inference.protocol import BusyError


class Room:
    """Room for `size` bytes; who needs more is told that the service is busy."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._taken = 0

    @property
    def taken(self) -> int:
        return self._taken

    @contextmanager
    def shared(self) -> Iterator[Callable[[int], None]]:
        """A share of the room: call with the bytes needed on top; given back at the end.

        The call raises BusyError when there is no room.
        """
        mine = 0

        def take(size: int) -> None:
            nonlocal mine
            if self._taken + size > self._size:
                raise BusyError("too many bodies are being read")
            self._taken += size
            mine += size

        try:
            yield take
        finally:
            self._taken -= mine
