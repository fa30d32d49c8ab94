"""People for tests and scripts: async acts over the simulation side of a running playground.

async with Simulation(url) as simulation:
    user = await simulation.user(language="ru")
    await user.send_photo(jpeg)
    [reply] = await user.wait_for_reply()
"""

from __future__ import annotations

import asyncio
import time
from types import TracebackType
from typing import Any, Self

from aiohttp import ClientSession, ClientTimeout, FormData

from bot.playground import PLAYGROUND_TOKEN
from bot.playground.person import Person, Seen

__all__ = ["Person", "Seen", "Simulation", "SimulationError"]

_REQUEST = ClientTimeout(total=120)


class SimulationError(Exception):
    """The playground refused an act; the message is its sentence."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status = status


class Simulation:
    """The simulation side of the playground at `url`, for the bot of `token`."""

    def __init__(self, url: str, token: str = PLAYGROUND_TOKEN) -> None:
        self.url = url.rstrip("/")
        self.token = token
        self.bot: dict[str, Any] = {}

    async def __aenter__(self) -> Self:
        self._http = ClientSession(timeout=_REQUEST)
        try:
            self.bot = await self.call("POST", "/bots", {"token": self.token})
        except BaseException:
            await self._http.close()
            raise
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._http.close()

    @property
    def bot_id(self) -> int:
        return int(self.bot["id"])

    async def call(self, method: str, path: str, values: Any = None, **query: Any) -> Any:
        """One request under /playground/api. SimulationError where it is refused."""
        body: dict[str, Any] = {}
        if isinstance(values, FormData):
            body["data"] = values
        elif values is not None:
            body["json"] = values
        address = f"{self.url}/playground/api{path}"
        async with self._http.request(method, address, params=query, **body) as response:
            if response.content_type != "application/json":
                raise SimulationError(response.status, await response.text())
            answer = await response.json()
            if response.status != 200:
                raise SimulationError(response.status, answer["error"])
            return answer

    async def download(self, address: str) -> bytes:
        """A file of a message, by the `address` the message names."""
        async with self._http.get(self.url + address) as response:
            if response.status != 200:
                raise SimulationError(response.status, f"no file at {address}")
            return await response.read()

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
        """A group appears with `user` and the bot; returns the user as seen in that chat."""
        values = {"bot": self.bot_id, "user": user.id, "title": title, "type": kind}
        chat = await self.call("POST", "/groups", {**values, "status": status, "is_forum": forum})
        return Person(self, user.profile, int(chat["id"]))

    async def wait_until_connected(self, timeout: float = 10.0) -> None:  # noqa: ASYNC109  # says what was awaited
        """Waits for the bot to poll. TimeoutError where it does not."""
        deadline = time.monotonic() + timeout
        while True:
            state = await self.call("GET", "/state")
            if any(bot["id"] == self.bot_id and bot["connected"] for bot in state["bots"]):
                return
            if time.monotonic() > deadline:
                raise TimeoutError("the bot did not connect to the playground")
            await asyncio.sleep(0.05)

    async def set_privacy(self, enabled: bool) -> None:
        """Privacy mode of the bot in groups, as BotFather's /setprivacy."""
        values = {"token": self.token, "can_read_all_group_messages": not enabled}
        self.bot = await self.call("POST", "/bots", values)

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
