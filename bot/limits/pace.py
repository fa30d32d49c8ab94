"""When a message may be sent, by Telegram's flood limits.

https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.limits.flood_limits import All, Bucket, Limit, Window

_MANY_CHATS = 1_000


class _Chat:
    """The limit of one chat, whose calls go one after another in the order in which they came."""

    def __init__(self, limit: Limit, *, group: bool) -> None:
        self.limit = limit
        self.group = group
        self.order = asyncio.Lock()  # hands itself on first come, first served
        self.calls = 0
        self.held_until = 0.0


class HeldError(Exception):
    """Telegram asked to send nothing for longer than a call may wait."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"nothing may be sent for {seconds:.0f} s")
        self.seconds = seconds


class Turn:
    """A call's place in its chat's order. `wait`, call, then say `sent` or `refused`."""

    def __init__(self, pace: Pace, chat: _Chat, messages: int) -> None:
        self._pace = pace
        self._chat = chat
        self._messages = messages
        self._begun = 0.0

    async def wait(self) -> None:
        """Until the messages may be sent. Raises HeldError where that is too long."""
        self._begun = await self._pace.wait(self._chat, self._messages)

    def sent(self) -> None:
        """They arrived, or may have."""
        now = time.monotonic()
        self._chat.limit.count(now, self._messages)
        self._pace.all.move(self._begun, now, self._messages)

    def refused(self, retry_after: float | None = None) -> None:
        """They did not arrive, and cost nothing; nobody sends into this chat for `retry_after`."""
        self._pace.all.drop(self._begun, self._messages)
        if retry_after is not None:
            self._pace.hold(self._chat, retry_after)


class Pace:
    """The order and the pace of all messages that one bot sends.

    Calls of one chat keep their order, those of different chats do not wait for each other except
    for the limit of all. `burst`: how many messages a rested chat gets at once;
    `longest_hold`: seconds that Telegram may ask to wait before the caller is told instead.
    """

    def __init__(
        self,
        *,
        per_second: int = 30,
        burst: int = 5,
        group_per_minute: int = 20,
        longest_hold: float = 900.0,
    ) -> None:
        self.all = Window(per_second, 1.0)
        self._burst = burst
        self._group_per_minute = group_per_minute
        self._longest_hold = longest_hold
        self._order = asyncio.Lock()
        self._held_until = 0.0
        self._chats: dict[int | str, _Chat] = {}

    @asynccontextmanager
    async def turn(self, chat_id: int | str, messages: int) -> AsyncIterator[Turn]:
        """The turn of a call in its chat; the next call begins when the block has ended."""
        chat = self._chat(chat_id)
        chat.calls += 1
        try:
            async with chat.order:
                yield Turn(self, chat, messages)
        finally:
            chat.calls -= 1

    async def wait(self, chat: _Chat, messages: int) -> float:
        """Until the chat, then all chats together, may be sent so many; returns when that is."""
        while (left := self._chat_wait(chat, messages)) > 0:  # noqa: ASYNC110  # waits for a time
            await asyncio.sleep(left)
        async with self._order:
            while (left := self._wait_of_all(messages)) > 0:  # noqa: ASYNC110  # as above
                await asyncio.sleep(left)
            now = time.monotonic()
            self.all.count(now, messages)
            return now

    def hold(self, chat: _Chat, seconds: float) -> None:
        """Send nothing into a chat for so long; a second private one held then holds them all.

        Telegram does not say which limit it means. A group's own is easily reached after a
        restart, which forgets what was sent in the minute before; a private chat's is not.
        """
        now = time.monotonic()
        if not chat.group and any(
            other.held_until > now and not other.group
            for other in self._chats.values()
            if other is not chat
        ):
            self._held_until = max(self._held_until, now + seconds)
        chat.held_until = max(chat.held_until, now + seconds)

    def __len__(self) -> int:
        """Of how many chats something is remembered."""
        return len(self._chats)

    def _chat_wait(self, chat: _Chat, messages: int) -> float:
        now = time.monotonic()
        held = max(chat.held_until, self._held_until) - now
        if held > self._longest_hold:
            raise HeldError(held)
        return max(held, chat.limit.wait(now, messages))

    def _wait_of_all(self, messages: int) -> float:
        now = time.monotonic()
        return max(self._held_until - now, self.all.wait(now, messages))

    def _chat(self, chat_id: int | str) -> _Chat:
        if len(self._chats) >= _MANY_CHATS and chat_id not in self._chats:
            self._forget_rested()
        if chat_id not in self._chats:
            group = isinstance(chat_id, str) or chat_id < 0
            limit: Limit = Bucket(self._burst)
            if group:
                limit = All([limit, Window(self._group_per_minute, 60.0)])
            self._chats[chat_id] = _Chat(limit, group=group)
        return self._chats[chat_id]

    def _forget_rested(self) -> None:
        now = time.monotonic()
        for chat_id, chat in list(self._chats.items()):
            if not chat.calls and chat.held_until <= now and chat.limit.rested(now):
                del self._chats[chat_id]
