"""Webhooks: updates posted to the bot's address one after another, again until it says 2xx."""

from __future__ import annotations

import asyncio
import contextlib
import json
import re
import time
from dataclasses import asdict, dataclass, replace
from urllib.parse import urlsplit

from aiohttp import ClientError, ClientSession, ClientTimeout

from bot.playground.errors import bad_request
from bot.playground.storage import Storage, dumps
from bot.playground.telegram import Telegram

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105  # a name
_SECRET = re.compile(r"[A-Za-z0-9_-]{0,256}")
_ANSWER_SECONDS = 60
_PAUSES = (0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0)


@dataclass(frozen=True, slots=True)
class Webhook:
    url: str
    secret: str
    max_connections: int
    error: str = ""
    error_date: int = 0
    failing: bool = False  # whether the last delivery failed

    @classmethod
    def checked(cls, url: str, secret: str, max_connections: int) -> Webhook:
        """ApiError 400 for a URL or secret the real server refuses; plain http is allowed here."""
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise bad_request("bad webhook: an HTTPS URL must be provided for webhook")
        if not _SECRET.fullmatch(secret):
            raise bad_request("secret token contains unallowed characters")
        return cls(url, secret, max_connections)


def load(storage: Storage, bot_id: int) -> Webhook | None:
    found = storage.value("SELECT webhook FROM bots WHERE id = ?", bot_id)
    return None if found is None else Webhook(**json.loads(found))


def save(storage: Storage, bot_id: int, webhook: Webhook) -> None:
    storage.execute("UPDATE bots SET webhook = ? WHERE id = ?", dumps(asdict(webhook)), bot_id)


def forget(storage: Storage, bot_id: int) -> None:
    storage.execute("UPDATE bots SET webhook = NULL WHERE id = ?", bot_id)


def connected(telegram: Telegram, bot_id: int) -> bool:
    """Whether the bot is there: with a webhook, unless the last delivery to it failed."""
    webhook = load(telegram.storage, bot_id)
    return telegram.updates.connected(bot_id) if webhook is None else not webhook.failing


class Couriers:
    """One delivery task for each bot with a webhook, started and stopped as webhooks change."""

    def __init__(self, telegram: Telegram, http: ClientSession) -> None:
        self._telegram = telegram
        self._http = http
        self._tasks: dict[int, asyncio.Task[None]] = {}

    async def run(self) -> None:
        """Watches until cancelled."""
        with self._telegram.events.watch() as news:
            for bot in self._telegram.bots.all():
                self._follow(bot.id)
            try:
                while True:
                    event = await news.get()
                    if event["event"] == "webhook":
                        self._follow(event["bot"])
            finally:
                for task in self._tasks.values():
                    task.cancel()
                await asyncio.gather(*self._tasks.values(), return_exceptions=True)

    def _follow(self, bot_id: int) -> None:
        old = self._tasks.pop(bot_id, None)
        if old is not None:
            old.cancel()
        if load(self._telegram.storage, bot_id) is not None:
            self._tasks[bot_id] = asyncio.create_task(self._deliver(bot_id))

    async def _deliver(self, bot_id: int) -> None:
        updates, storage = self._telegram.updates, self._telegram.storage
        arrived = updates.arrived(bot_id)
        failures = 0
        while (webhook := load(storage, bot_id)) is not None:
            arrived.clear()
            pending = updates.pending(bot_id, 1)
            if not pending:
                await arrived.wait()
                continue
            error = await self._post(webhook, pending[0])
            if error is None:
                failures = 0
                updates.saw(bot_id)
                if webhook.failing and load(storage, bot_id) == webhook:
                    save(storage, bot_id, replace(webhook, failing=False))
                updates.confirm(bot_id, pending[0]["update_id"] + 1)
                continue
            if load(storage, bot_id) == webhook:  # it may have been changed meanwhile
                now = int(time.time())
                save(storage, bot_id, replace(webhook, error=error, error_date=now, failing=True))
            await asyncio.sleep(_PAUSES[min(failures, len(_PAUSES) - 1)])
            failures += 1

    async def _post(self, webhook: Webhook, update: dict[str, object]) -> str | None:
        """Delivers one update; returns why it failed, None where it did not."""
        headers = {SECRET_HEADER: webhook.secret} if webhook.secret else {}
        timeout = ClientTimeout(total=_ANSWER_SECONDS)
        try:
            async with self._http.post(
                webhook.url, json=update, headers=headers, timeout=timeout, allow_redirects=False
            ) as response:
                with contextlib.suppress(ClientError):
                    await response.read()
                if 200 <= response.status < 300:
                    return None
                return f"Wrong response from the webhook: {response.status} {response.reason}"
        except TimeoutError:
            return "Read timeout expired"
        except (ClientError, OSError) as error:
            return f"Connection failed: {type(error).__name__}"
