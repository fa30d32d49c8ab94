"""What goes into the store and comes out of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ChatSettings:
    """What a chat has chosen; None where it has not."""

    city: str | None = None
    language: str | None = None
    every_photo: bool = False


@dataclass(frozen=True, slots=True)
class Feedback:
    """What a user said of an answer: the place the photo shows, or None where it is none known.

    `scores` are the answer's probabilities by place id, `model` says which model gave them.
    `agreed` says that the user let the photo be kept; without it, the photo is not. `answer` is the
    answer's key: what the user says of it later takes the place of what was said before.
    """

    user_id: int
    chat_id: int
    place_id: str | None
    scores: Mapping[str, float]
    model: str
    agreed: bool = False
    photo: bytes | None = None
    answer: str | None = None


@dataclass(frozen=True, slots=True)
class Latency:
    """Milliseconds that half of the answers, and 95 of 100, took at most, to about 7 %."""

    median: float
    p95: float


@dataclass(frozen=True, slots=True)
class Statistics:
    """What the owner is told; users are counted as long as they are remembered."""

    users: int
    users_today: int
    users_week: int
    total: Mapping[str, int]
    today: Mapping[str, int]
    latency: Mapping[str, Latency]

    @property
    def accuracy(self) -> float | None:
        """The share, in [0, 1], of answers that users called right; None where none was judged."""
        right, wrong = (self.total.get(f"feedback_{word}", 0) for word in ("right", "wrong"))
        return right / (right + wrong) if right + wrong else None
