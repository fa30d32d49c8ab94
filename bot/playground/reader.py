"""What a person of the simulation reads in one chat."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from aiohttp import FormData

from bot.playground.seen import Seen

if TYPE_CHECKING:
    from bot.playground.simulation_client import Simulation


class Reader:
    """A person in one chat who looks at its messages."""

    def __init__(self, simulation: Simulation, profile: dict[str, Any], chat_id: int) -> None:
        self.simulation = simulation
        self.profile = profile
        self.chat_id = chat_id
        self._read = 0

    @property
    def id(self) -> int:
        return int(self.profile["id"])

    @property
    def _path(self) -> str:
        return f"/chats/{self.chat_id}"

    @property
    def _who(self) -> dict[str, Any]:
        return {"bot": self.simulation.bot_id, "user": self.id}

    async def wait_for_reply(self, timeout: float = 10.0) -> list[Seen]:  # noqa: ASYNC109  # the wait is on the server
        """The bot's messages since the last look, an album whole. TimeoutError without any."""
        query = {"bot": self.simulation.bot_id, "after": self._read, "timeout": timeout}
        found = await self.simulation.call("GET", f"{self._path}/messages", **query)
        messages = [Seen(raw) for raw in found]
        self._advance(messages)
        answers = [message for message in messages if message.sender == self.simulation.bot_id]
        if not answers:
            raise TimeoutError(f"no reply within {timeout} s")
        return answers

    async def expect_silence(self, seconds: float) -> None:
        """Fails with AssertionError where the bot writes within `seconds`."""
        try:
            answers = await self.wait_for_reply(seconds)
        except TimeoutError:
            return
        raise AssertionError(f"the bot wrote: {[answer.text for answer in answers]}")

    async def wait_for_edit(self, message: Seen, timeout: float = 10.0) -> Seen:  # noqa: ASYNC109  # the wait is on the server
        """The message as soon as it differs from `message`. TimeoutError where it does not."""
        deadline = time.monotonic() + timeout
        while time.monotonic() < deadline:
            now = await self.message(message.id)
            if now is not None and now != message:
                return now
            await asyncio.sleep(0.05)
        raise TimeoutError(f"message {message.id} did not change within {timeout} s")

    async def messages(self) -> list[Seen]:
        """The whole chat as it is now, with edits, without what was deleted."""
        chat = await self._chat()
        return [Seen(raw) for raw in chat["messages"]]

    async def message(self, message_id: int) -> Seen | None:
        """One message as it is now."""
        found = [message for message in await self.messages() if message.id == message_id]
        return found[0] if found else None

    async def commands(self) -> list[dict[str, str]]:
        """The commands menu this person sees."""
        chat = await self._chat(language=self.profile.get("language_code", ""))
        found: list[dict[str, str]] = chat["commands"]
        return found

    async def status(self) -> str | None:
        """What the bot is in this chat now; None in a private chat it was never written to."""
        return (await self._chat())["status"]  # type: ignore[no-any-return]

    async def catch_up(self) -> None:
        """Counts everything so far as read."""
        self._advance(await self.messages())

    async def _chat(self, language: str = "") -> dict[str, Any]:
        query = {"bot": self.simulation.bot_id, "language": language}
        found: dict[str, Any] = await self.simulation.call("GET", self._path, **query)
        return found

    async def _send(self, values: Any) -> list[Seen]:
        body = values if isinstance(values, FormData) else {**self._who, **values}
        sent = await self.simulation.call("POST", f"{self._path}/messages", body)
        return [Seen(raw) for raw in sent]

    def _advance(self, messages: Sequence[Seen]) -> None:
        self._read = max([self._read, *(message.id for message in messages)])
