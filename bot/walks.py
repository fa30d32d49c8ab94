"""What a traveller with a live location has been told: each landmark once, one a minute at most.

Positions are not kept; which landmarks were told is, under a key that names nobody, so that a
restart tells none of them again.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from hashlib import sha256

from bot.answering.turns import Turns
from bot.asked import Asked
from inference import Place

# Metres; across a wide square, a landmark is seen but not yet passed.
NEAR_M = 150.0
# Seconds between two landmarks told in one walk.
PAUSE = 60.0
# A position this old, in seconds, says nothing of where the traveller is now.
STALE = 120.0


class Walks:
    """The live locations being shared, known by chat and message."""

    def __init__(self, asked: Asked, clock: Callable[[], float] = time.time) -> None:
        self._asked = asked
        self._clock = clock
        self._turns = Turns()

    async def next_landmark(
        self,
        chat_id: int,
        message_id: int,
        near: Sequence[Place],
        seen_at: float,
        user_id: int | None = None,
    ) -> Place | None:
        """The first of the places near that is to be told now, which counts as told from now on.

        `seen_at` is when the traveller was there, in seconds since 1970.
        """
        now = self._clock()
        if not near or now - seen_at > STALE:
            return None
        key = _key(chat_id, message_id)
        async with self._turns.take(key) as turn:
            if not turn.newest:
                return None
            walk = await self._asked.get(key) or {"told": [], "at": 0.0}
            place = next((place for place in near if place.id not in walk["told"]), None)
            if place is None or now - walk["at"] < PAUSE:
                return None
            told = {"told": [*walk["told"], place.id], "at": now}
            await self._asked.put(key, told, user_id)
            return place


def _key(chat_id: int, message_id: int) -> str:
    return "walk-" + sha256(f"{chat_id}:{message_id}".encode()).hexdigest()[:20]
