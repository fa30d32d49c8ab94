"""People for tests and scripts: async acts over the simulation side of a running playground.

async with Simulation(url) as simulation:
    user = await simulation.user(language="ru")
    await user.send_photo(jpeg)
    [reply] = await user.wait_for_reply()
"""

from __future__ import annotations

from typing import Any

from bot.playground.connection import Connection, SimulationError
from bot.playground.person import InlineAnswer, Person, Seen

__all__ = ["InlineAnswer", "Person", "Seen", "Simulation", "SimulationError"]


class Simulation(Connection):
    """The simulation side of the playground at `url`, for the bot of `token`.

    A group is given as the person seen in it that `group` and `join` return.
    """

    async def user(
        self, language: str = "ru", first_name: str = "Анна", username: str | None = None
    ) -> Person:
        """A new person, in the private chat with the bot."""
        profile = {"first_name": first_name, "language_code": language}
        if username is not None:
            profile["username"] = username
        user = await self.call("POST", "/users", profile)
        return Person(self, user, int(user["id"]))

    async def known_user(self, user_id: int) -> Person:
        """A person from before, by id: as after a restart of the playground."""
        user = await self.call("POST", f"/users/{user_id}", {})
        person = Person(self, user, user_id)
        await person.catch_up()
        return person

    async def group(
        self,
        user: Person,
        title: str = "Поездка",
        *,
        kind: str = "supergroup",
        status: str = "member",
        forum: bool = False,
    ) -> Person:
        """A group appears with `user`, its creator, and the bot; returns the user in that chat.

        `status`: what the bot is there, `left` for a group without it.
        """
        values = {"bot": self.bot_id, "user": user.id, "title": title, "type": kind}
        chat = await self.call("POST", "/groups", {**values, "status": status, "is_forum": forum})
        return Person(self, user.profile, int(chat["id"]))

    async def channel(self, title: str = "Хранилище", *, status: str = "administrator") -> int:
        """A channel of a new person's with the bot in it; returns its chat id."""
        owner = await self.user(first_name="Владелец")
        return (await self.group(owner, title, kind="channel", status=status)).chat_id

    async def topic(self, group: Person, title: str) -> int:
        """A new topic of a forum; returns its thread id."""
        values = {"bot": self.bot_id, "user": group.id, "title": title}
        return int((await self.call("POST", f"/chats/{group.chat_id}/topics", values))["thread"])

    async def join(self, group: Person, user: Person, status: str = "member") -> Person:
        """`user` joins: member or administrator; `left` or `kicked` for one who goes."""
        values = {"bot": self.bot_id, "user": user.id, "status": status}
        await self.call("POST", f"/chats/{group.chat_id}/members", values)
        person = Person(self, user.profile, group.chat_id)
        await person.catch_up()
        return person

    async def set_status(self, group: Person, status: str) -> None:
        """What the bot is in a group: member, administrator, kicked, left."""
        await group.set_status(status)

    async def set_restrictions(
        self, group: Person, *, can_send_messages: bool = True, can_send_photos: bool = True
    ) -> None:
        """What the bot may send as an ordinary member: a supergroup restricts the bot itself (it
        is told by my_chat_member), a basic group all its members."""
        rights = {"can_send_messages": can_send_messages, "can_send_photos": can_send_photos}
        values = {"bot": self.bot_id, "user": group.id, **rights}
        await self.call("POST", f"/chats/{group.chat_id}/restrictions", values)

    async def migrate(self, group: Person) -> Person:
        """The basic group becomes a supergroup; returns the person in the new chat."""
        return await group.migrate()

    async def set_privacy(self, enabled: bool) -> None:
        """Privacy mode of the bot in groups, as BotFather's /setprivacy."""
        await self._set_bot(can_read_all_group_messages=not enabled)

    async def set_inline(self, enabled: bool) -> None:
        """Inline mode, as BotFather's /setinline; on from the start."""
        await self._set_bot(supports_inline_queries=enabled)

    async def set_inline_location(self, enabled: bool) -> None:
        """Whether inline queries bring the location, as BotFather's /setinlinegeo; on at first."""
        await self._set_bot(inline_location=enabled)

    async def set_inline_feedback(self, enabled: bool) -> None:
        """Whether chosen results are told, as BotFather's /setinlinefeedback; on at first."""
        await self._set_bot(inline_feedback=enabled)

    async def forget_inline_answers(self) -> None:
        """Drops the cached inline answers: the next query reaches the bot whatever cache_time."""
        await self.call("DELETE", "/inline")

    async def _set_bot(self, **switches: bool) -> None:
        self.bot = await self.call("POST", "/bots", {"token": self.token, **switches})

    async def fail_next(
        self,
        method: str = "*",
        code: int = 500,
        retry_after: int | None = None,
        *,
        times: int = 1,
        delay: float = 0.0,
        after: bool = False,
        description: str | None = None,
        html: bool = False,
    ) -> None:
        """The next `times` calls of `method` fail: 429, 502, …; 0 hangs up, 200 only delays.

        `after`: the call takes effect and its answer is lost. `html`: a gateway's page in place
        of the envelope, with code 502, 503 or 504.
        """
        values = {
            "method": method,
            "code": code,
            "retry_after": retry_after or 0,
            "times": times,
            "delay": delay,
            "after": after,
            "description": description or "",
            "html": html,
        }
        await self.call("POST", "/faults", values)

    async def forget_faults(self) -> None:
        await self.call("DELETE", "/faults")

    async def set_flood_limits(self, enabled: bool) -> None:
        """Flood limits are on unless the playground was started without them."""
        await self.call("POST", "/limits", {"enabled": enabled})

    async def stats(self) -> dict[str, Any]:
        """`calls` and `refusals` by method, `uploads`, `upload_bytes`, `actions` (typing)."""
        found: dict[str, Any] = await self.call("GET", "/stats")
        return found

    async def uploads(self) -> int:
        """How many media items bots have uploaded since the playground started."""
        return int((await self.stats())["uploads"])
