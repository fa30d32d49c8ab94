"""News for whoever watches the chats: the page over its WebSocket, a test that waits."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

Event = dict[str, Any]
_BACKLOG = 1000


class Events:
    def __init__(self) -> None:
        self._watchers: set[asyncio.Queue[Event]] = set()

    def publish(self, kind: str, **facts: Any) -> None:
        for watcher in self._watchers:
            if watcher.qsize() < _BACKLOG:  # one that does not read loses news, not our memory
                watcher.put_nowait({"event": kind, **facts})

    @contextmanager
    def watch(self) -> Iterator[asyncio.Queue[Event]]:
        """A queue of what happens from now on."""
        queue: asyncio.Queue[Event] = asyncio.Queue()
        self._watchers.add(queue)
        try:
            yield queue
        finally:
            self._watchers.discard(queue)
