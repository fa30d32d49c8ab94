"""What the service says of itself, asked at the start and from time to time."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from contextlib import suppress

from pydantic import BaseModel, Field, TypeAdapter

from inference.protocol import AwayError, BusyError
from inference.remote.answers import read
from inference.remote.connection import Answer, Connection
from inference.remote.errors import RefusedKeyError, ServiceError

log = logging.getLogger(__name__)

# Also how soon a service that nobody asks anything is found to be back.
SECONDS = 15.0


class Status(BaseModel):
    """Its model, how many places it has and tells by their photos, its queue and who waits."""

    model: str
    places: int = Field(ge=0)
    recognizable: int = Field(ge=0)
    queue_size: int = Field(ge=1)
    queued: int = Field(ge=0)

    @property
    def what(self) -> tuple[str, int, int]:
        """What does not change from one moment to the next."""
        return self.model, self.places, self.recognizable


_STATUS = TypeAdapter(Status)


class StatusWatch:
    """Asks for the status again after a while, and when another model has answered.

    `told` is called with a status that differs from the one before.
    """

    def __init__(self, connection: Connection, told: Callable[[Status], None]) -> None:
        self.status: Status | None = None
        self.model = ""
        self._connection = connection
        self._told = told
        self._stale = asyncio.Event()
        self._asking: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Raises RefusedKeyError for a key that is not taken; a service may be away."""
        try:
            await self._ask()
        except RefusedKeyError:
            raise RefusedKeyError(
                f"The inference service at {self._connection.address} does not take API_KEY: "
                "set the same one here and there."
            ) from None
        except AwayError:
            pass  # told by the connection
        self._asking = asyncio.create_task(self._keep_asking())

    def heard(self, answer: Answer) -> Answer:
        """Note which model answers; another one may know other places."""
        if answer.model and answer.model != self.model:
            self.model = answer.model
            self._stale.set()
        return answer

    async def close(self) -> None:
        if self._asking is not None:
            self._asking.cancel()
            await asyncio.gather(self._asking, return_exceptions=True)

    async def _keep_asking(self) -> None:
        while True:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._stale.wait(), SECONDS)
            self._stale.clear()
            with suppress(AwayError):
                await self._ask()

    async def _ask(self) -> None:
        """Raises AwayError; what is no status is told in the log."""
        try:
            status = read(_STATUS, await self._connection.get("/v1/status"))
        except BusyError:
            return
        except ServiceError as error:
            log.warning("%s tells no status: %s", self._connection.address, error)
            return
        before, self.status, self.model = self.status, status, status.model
        if before is None or before.what != status.what:
            log.info(
                "The inference service at %s has model %s: %d places, %d by their photos.",
                self._connection.address,
                *status.what,
            )
            self._told(status)
