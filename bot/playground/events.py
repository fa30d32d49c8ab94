"""News for whoever watches the chats: the page over its WebSocket, a test that waits."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

Event = dict[str, Any]
Subject = tuple[str, object]
"""One fact of an event that a watcher waits for: `("chat", 500000001)`, `("id", "42")`."""
_BACKLOG = 1000
_SUBJECTS = ("chat", "id")


class Events:
    def __init__(self) -> None:
        self._watchers: dict[Subject | None, set[asyncio.Queue[Event]]] = {}

    def publish(self, kind: str, **facts: Any) -> None:
        event = {"event": kind, **facts}
        subjects: list[Subject | None] = [None]
        subjects += [(name, facts[name]) for name in _SUBJECTS if name in facts]
        for subject in subjects:
            for watcher in self._watchers.get(subject, ()):
                if watcher.qsize() < _BACKLOG:  # one that does not read loses news, not our memory
                    watcher.put_nowait(event)

    @contextmanager
    def watch(self, subject: Subject | None = None) -> Iterator[asyncio.Queue[Event]]:
        """A queue of what happens from now on, of all or of one subject."""
        queue: asyncio.Queue[Event] = asyncio.Queue()
        self._watchers.setdefault(subject, set()).add(queue)
        try:
            yield queue
        finally:
            self._watchers[subject].discard(queue)
            if not self._watchers[subject]:
                del self._watchers[subject]
