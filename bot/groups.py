"""What the bot keeps in mind of each group while it runs: what it sent there, what it may not."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from bot.store import Store

PER_MINUTE = 20  # messages that Telegram takes from a bot in one group; an album's items count
_MINUTE = 60.0
ALBUM = 6  # an album of five and the message with its buttons
# So much of a minute stays free for the next questions of a busy group.
_RESERVE = 8
# Rights of a whole group change without a word to the bot, so a refusal is not believed for long.
_REFUSAL_SECONDS = 600.0


class Groups:
    def __init__(self, store: Store, clock: Callable[[], float] = time.monotonic) -> None:
        self._store = store
        self._clock = clock
        self._sent: dict[int, deque[float]] = {}
        self._begun: dict[int, int] = {}
        self._photos_refused: dict[int, float] = {}
        self._silenced: set[int] = set()
        self._moved: dict[int, int] = {}
        self._moving = asyncio.Lock()

    def count(self, chat_id: int, messages: int = 1) -> None:
        """Count messages that were sent into a group."""
        self._sent.setdefault(chat_id, deque(maxlen=PER_MINUTE)).extend([self._clock()] * messages)

    def room(self, chat_id: int) -> int:
        """How many more messages the group takes now, less what has been begun."""
        sent = self._sent.get(chat_id, deque())
        while sent and sent[0] <= self._clock() - _MINUTE:
            sent.popleft()
        if not sent:
            self._sent.pop(chat_id, None)
        return PER_MINUTE - len(sent) - self._begun.get(chat_id, 0)

    @contextmanager
    def answering(self, chat_id: int) -> Iterator[bool]:
        """Whether the answer must be compact: no album fits, or no photos are allowed.

        While the block lasts its messages count as sent, so that two answers do not both see
        room for the last album.
        """
        compact = self.room(chat_id) < ALBUM + _RESERVE or self.refuses_photos(chat_id)
        cost = 1 if compact else ALBUM
        self._begun[chat_id] = self._begun.get(chat_id, 0) + cost
        try:
            yield compact
        finally:
            self._begun[chat_id] -= cost
            if not self._begun[chat_id]:
                del self._begun[chat_id]

    def note_photos_refused(self, chat_id: int) -> None:
        self._photos_refused[chat_id] = self._clock()

    def refuses_photos(self, chat_id: int) -> bool:
        since = self._photos_refused.get(chat_id)
        return since is not None and self._clock() - since < _REFUSAL_SECONDS

    def silence(self, chat_id: int) -> bool:
        """Note that the bot may not write; True the first time."""
        first = chat_id not in self._silenced
        self._silenced.add(chat_id)
        return first

    def rights_changed(self, chat_id: int) -> None:
        """Whatever was refused may be allowed now."""
        self._photos_refused.pop(chat_id, None)
        self._silenced.discard(chat_id)

    def forget(self, chat_id: int) -> None:
        """The bot was removed."""
        self.rights_changed(chat_id)
        self._sent.pop(chat_id, None)

    async def move(self, old: int, new: int) -> None:
        """A group has become a supergroup: its settings follow. Told twice, it is done once.

        Told in the old chat and in the new one, both wait for it: what follows asks for settings.
        """
        async with self._moving:
            if self._moved.get(old) != new:
                # First, so that answers find their way there also where the database fails.
                self._moved[old] = new
                self.forget(old)
                await self._store.move_chat(old, new)

    def moved_to(self, chat_id: int) -> int | None:
        """The supergroup that a group has become."""
        return self._moved.get(chat_id)

    def has_moved_here(self, chat_id: int) -> bool:
        return chat_id in self._moved.values()
