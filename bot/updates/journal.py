"""What has been sent in answer to an update, so that a start after a kill does not send it again.

An answer of several messages takes seconds at Telegram's pace. When its update is handled again,
each call that says what an earlier one said gets that one's result in place of being made.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from hashlib import sha256
from typing import Any

from aiogram.methods import TelegramMethod

_current: ContextVar[Journal | None] = ContextVar("journal", default=None)
_SENT, _UPDATE = "sent", "update"


class Journal:
    """Of one update, given as JSON, with what was sent for it; `write` keeps the two as one text.

    Such a text is an update's JSON as long as nothing was sent.
    """

    def __init__(self, text: str, write: Callable[[str], None]) -> None:
        self.update, self._sent = _parted(text)
        self._write = write
        self._calls: Counter[str] = Counter()

    def name(self, method: TelegramMethod[Any]) -> str:
        """The name of a call that is about to be made: equal calls have equal ones, in order."""
        said = json.dumps(
            [type(method).__name__, *(_plain(getattr(method, name, None)) for name in _TELLING)]
        )
        digest = sha256(said.encode()).hexdigest()[:16]
        self._calls[digest] += 1
        return f"{digest}-{self._calls[digest]}"

    def result(self, name: str) -> str | None:
        """The JSON that Telegram answered to the call in an earlier run."""
        return self._sent.get(name)

    def note(self, name: str, result: str) -> None:
        self._sent[name] = result
        self._write(json.dumps({_SENT: self._sent, _UPDATE: self.update}))

    @contextmanager
    def open(self) -> Iterator[None]:
        """Calls inside the block, and in tasks that it starts, go into this journal."""
        token = _current.set(self)
        try:
            yield
        finally:
            _current.reset(token)


# What a reader sees. Buttons are left out: some carry a new random key every time.
_TELLING = ("chat_id", "text", "caption", "title", "latitude", "longitude", "media")


def current_journal() -> Journal | None:
    return _current.get()


def update_of(text: str) -> str:
    """The update's own JSON, with or without a journal around it."""
    return _parted(text)[0]


def _parted(text: str) -> tuple[str, dict[str, str]]:
    if not text.startswith(f'{{"{_SENT}"'):
        return text, {}
    whole: Mapping[str, Any] = json.loads(text)
    return str(whole[_UPDATE]), dict(whole[_SENT])


def _plain(value: object) -> object:
    """Captions of an album's items, since its pictures may be bytes once and file_ids later."""
    if isinstance(value, list):
        return [getattr(item, "caption", None) for item in value]
    return value if isinstance(value, str | int | float) else None
