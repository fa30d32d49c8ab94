"""A person of the simulation who types inline queries and taps what the bot offers."""

from __future__ import annotations

from typing import Any

from bot.playground.reader import Reader
from bot.playground.seen import InlineAnswer, Seen


class InlinePerson(Reader):
    """A person in one chat who asks the bot inline; the bot need not be in the chat."""

    async def ask_inline(
        self,
        query: str,
        offset: str = "",
        location: tuple[float, float] | None = None,
        chat_type: str | None = None,
    ) -> str:
        """Types an inline query and does not wait; returns its id."""
        values: dict[str, Any] = {"query": query, "offset": offset, "chat_type": chat_type or ""}
        if location is not None:
            values |= {"latitude": location[0], "longitude": location[1]}
        asked = await self.simulation.call("POST", f"{self._path}/inline", {**self._who, **values})
        return str(asked["id"])

    async def inline_answer(self, query_id: str, timeout: float = 10.0) -> InlineAnswer:  # noqa: ASYNC109  # the wait is on the server
        """The bot's answer to an inline query. TimeoutError where there is none in time."""
        found = await self.simulation.call("GET", f"/inline/{query_id}", timeout=timeout)
        if found is None:
            raise TimeoutError(f"no inline answer within {timeout} s")
        return InlineAnswer(**found)

    async def inline(
        self,
        query: str,
        offset: str = "",
        location: tuple[float, float] | None = None,
        chat_type: str | None = None,
        *,
        timeout: float = 10.0,  # noqa: ASYNC109  # the wait is on the server
    ) -> InlineAnswer:
        """Types `@bot query`; returns the bot's answer. TimeoutError where there is none.

        `location` is a latitude and longitude in degrees; `chat_type` is this chat's own, unless
        named (`private` is a chat with another person).
        """
        query_id = await self.ask_inline(query, offset, location, chat_type)
        return await self.inline_answer(query_id, timeout)

    async def choose(
        self, answer: InlineAnswer, index: int = 0, reply_to: int = 0, thread: int = 0
    ) -> Seen:
        """Taps a result: it is sent into this chat via the bot."""
        values = {"inline": answer.id, "result": answer.results[index]["id"]}
        return (await self._send({**values, "reply_to": reply_to, "thread": thread}))[0]
