"""An HTTP connection to the simulation side of a running playground."""

from __future__ import annotations

import asyncio
import time
from types import TracebackType
from typing import Any, Self

from aiohttp import ClientSession, ClientTimeout, FormData

from bot.playground import PLAYGROUND_TOKEN

_REQUEST = ClientTimeout(total=120)


class SimulationError(Exception):
    """The playground refused an act; the message is its sentence."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status = status


class Connection:
    """The playground at `url`, for the bot of `token`; open while the block runs."""

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
