"""One answer at a time to each message, and none to what has been edited meanwhile."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from weakref import WeakValueDictionary


class _Line:
    """Who waits for one name."""

    def __init__(self) -> None:
        self.lock = asyncio.Lock()
        self.newest = 0


class Turn:
    """A place in the line; whoever came later is newer."""

    def __init__(self, line: _Line) -> None:
        line.newest += 1
        self._line = line
        self._number = line.newest

    @property
    def newest(self) -> bool:
        """Whether nobody has come since."""
        return self._number == self._line.newest


class Turns:
    """Edits of a message arrive while it is being answered; the last one counts."""

    def __init__(self) -> None:
        self._lines: WeakValueDictionary[str, _Line] = WeakValueDictionary()

    @asynccontextmanager
    async def take(self, name: str) -> AsyncIterator[Turn]:
        """Wait until who came before has finished with `name`."""
        line = self._lines.setdefault(name, _Line())
        turn = Turn(line)
        async with line.lock:
            yield turn
