"""Handles updates side by side, those of one chat one after another."""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Coroutine, Hashable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

log = logging.getLogger(__name__)

# So many may wait in memory; the rest waits at Telegram.
MAX_WAITING = 5_000


@dataclass(frozen=True, slots=True)
class Arrival:
    """An update as JSON, in the lane of `chat`; the items of one album are handled together."""

    update_id: int
    update: str
    chat: Hashable
    album: str | None = None


@dataclass(slots=True)
class _Lane:
    waiting: deque[Arrival] = field(default_factory=deque)
    running: int = 0
    album: str | None = None  # of what is running
    ready: bool = False  # stands among those whose first may begin


class Lanes:
    """`handle` is called for at most `most` arrivals at a time, in fair order among the chats."""

    def __init__(self, handle: Callable[[Arrival], Coroutine[Any, Any, None]], most: int) -> None:
        self._handle = handle
        self._most = most
        self._lanes: dict[Hashable, _Lane] = {}
        self._ready: deque[Hashable] = deque()
        self._tasks: set[asyncio.Task[None]] = set()
        self._waiting = 0
        self._room = asyncio.Event()
        self._room.set()
        self._closed = False

    def put(self, arrival: Arrival) -> None:
        """Handle it when its turn comes; never, once the lanes are being drained."""
        lane = self._lanes.setdefault(arrival.chat, _Lane())
        lane.waiting.append(arrival)
        self._waiting += 1
        if self._waiting >= MAX_WAITING:
            self._room.clear()
        self._offer(arrival.chat, lane)
        self._begin()

    def free(self, chat: Hashable) -> bool:
        """Whether an arrival of that chat would begin at once."""
        return chat not in self._lanes and not self._ready and len(self._tasks) < self._most

    async def room(self) -> None:
        """Wait until more may be put in."""
        await self._room.wait()

    async def drain(self, seconds: float) -> int:
        """Begin nothing more, and wait for what has begun.

        What takes longer is cancelled; returns how many that were.
        """
        self._closed = True
        if not self._tasks:
            return 0
        _, late = await asyncio.wait(self._tasks, timeout=seconds)
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)
        return len(late)

    def _offer(self, chat: Hashable, lane: _Lane) -> None:
        if lane.waiting and not lane.ready and not self._closed:
            first = lane.waiting[0]
            # The rest of an album is waited for by what has begun, so it waits for no place.
            if lane.running and first.album is not None and first.album == lane.album:
                self._start(chat, lane)
                self._offer(chat, lane)
            elif not lane.running:
                lane.ready = True
                self._ready.append(chat)

    def _begin(self) -> None:
        while self._ready and len(self._tasks) < self._most and not self._closed:
            chat = self._ready.popleft()
            lane = self._lanes[chat]
            lane.ready = False
            self._start(chat, lane)
            self._offer(chat, lane)

    def _start(self, chat: Hashable, lane: _Lane) -> None:
        arrival = lane.waiting.popleft()
        self._waiting -= 1
        if self._waiting < MAX_WAITING:
            self._room.set()
        lane.running += 1
        lane.album = arrival.album
        task = asyncio.create_task(self._handle(arrival))
        self._tasks.add(task)
        task.add_done_callback(partial(self._end, arrival.chat, lane))

    def _end(self, chat: Hashable, lane: _Lane, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("An update could not be handled.", exc_info=error)
        lane.running -= 1
        if not lane.running and not lane.waiting:
            del self._lanes[chat]
        else:
            self._offer(chat, lane)
        self._begin()
