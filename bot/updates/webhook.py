"""Runs the bot by webhook: Telegram posts updates to a server here, behind the owner's proxy.

https://core.telegram.org/bots/webhooks
"""

from __future__ import annotations

import asyncio
import hmac
import logging
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from aiogram import Bot
from aiogram.exceptions import (
    TelegramAPIError,
    TelegramBadRequest,
    TelegramNotFound,
    TelegramUnauthorizedError,
)
from aiogram.types import Update
from aiohttp import web
from pydantic import HttpUrl
from sqlalchemy.exc import SQLAlchemyError

from bot.services import Services
from bot.settings import Settings
from bot.store import Store
from bot.updates.greeting import LONGEST_PAUSE, greet, introducing, token_refused, unless
from bot.updates.intake import Intake, taking
from inference import UserError, listening

if TYPE_CHECKING:
    from inference.remote import RemoteEngine

log = logging.getLogger(__name__)

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105  # a name
_MAX_BODY = 1024 * 1024
_ROOM_SECONDS = 10.0
_REMEMBERED = "webhook_secret"


class WebhookError(UserError):
    """There is no address for Telegram, or it does not take it."""


async def listen(bot: Bot, services: Services, settings: Settings, stop: asyncio.Event) -> None:
    """Take updates by webhook until `stop` is set.

    Raises TokenError, WebhookError, and ListenError where the server cannot listen.
    """
    url = settings.webhook_url
    if url is None:
        raise WebhookError("WEBHOOK_URL is not set.")
    me = await unless(stop, greet(bot))
    if me is None:
        return
    secret = await _secret(settings, services.store)
    async with taking(bot, services, settings) as intake:
        door = Door(intake, url.path or "/", secret, services.remote)
        async with introducing(bot, services.admin_chat), _serving(door.app(), settings):
            await unless(stop, _set_webhook(bot, url, secret, intake.kinds))
            door.ready = not stop.is_set()
            log.info("Ready: @%s answers at %s.", me.username, url)
            await stop.wait()
            door.ready = False


class Door:
    """Where updates come in; `ready` says whether they should."""

    def __init__(self, intake: Intake, path: str, secret: str, remote: RemoteEngine | None) -> None:
        self.ready = False
        self._remote = remote
        self._intake = intake
        self._path = path
        self._secret = secret.encode()

    def app(self) -> web.Application:
        app = web.Application(client_max_size=_MAX_BODY)
        app.router.add_get("/healthz", self._say_healthy)
        app.router.add_get("/readyz", self._say_ready)
        app.router.add_post(self._path, self._take)
        return app

    async def _say_healthy(self, _: web.Request) -> web.Response:
        return web.Response(text="ok\n")

    async def _say_ready(self, _: web.Request) -> web.Response:
        if not self.ready:
            return web.Response(text="not ready\n", status=503)
        # Also while the inference service is away: updates are taken, and people are told.
        if self._remote is None:
            return web.Response(text="ready\n")
        found = "answers" if self._remote.reachable else "is away"
        return web.Response(text=f"ready\nthe inference service {found}\n")

    async def _take(self, request: web.Request) -> web.Response:
        """200 once the update is written down; on anything else Telegram sends it again."""
        # As bytes: compare_digest refuses text that is not ASCII.
        shown = request.headers.get(SECRET_HEADER, "").encode("utf-8", "surrogateescape")
        if not hmac.compare_digest(shown, self._secret):
            return web.Response(status=401)
        try:
            update = Update.model_validate_json(await request.read())
        except ValueError:
            return web.Response(status=400)
        try:
            async with asyncio.timeout(_ROOM_SECONDS):
                await self._intake.room()
            await self._intake.take([update])
        except (TimeoutError, SQLAlchemyError) as error:
            log.warning("An update is not taken: %s", error or "too many wait")
            return web.Response(status=503)
        return web.Response()


async def _secret(settings: Settings, store: Store) -> str:
    """The secret that is set, else the one that was made at the first start."""
    if settings.webhook_secret is not None:
        return settings.webhook_secret.get_secret_value()
    remembered = await store.recall(_REMEMBERED)
    if remembered is None:
        remembered = secrets.token_urlsafe(32)
        await store.remember(_REMEMBERED, remembered)
    return remembered


@asynccontextmanager
async def _serving(app: web.Application, settings: Settings) -> AsyncIterator[None]:
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=5)
    await runner.setup()
    try:
        address = listening.Address(
            settings.webhook_host, settings.webhook_port, "WEBHOOK_HOST", "WEBHOOK_PORT"
        )
        await listening.listen(runner, "The webhook server", address)
        yield
    finally:
        await runner.cleanup()


async def _set_webhook(bot: Bot, url: HttpUrl, secret: str, kinds: list[str]) -> None:
    pause = 1.0
    while True:
        try:
            await bot.set_webhook(str(url), secret_token=secret, allowed_updates=kinds)
            return
        except (TelegramUnauthorizedError, TelegramNotFound):
            raise token_refused() from None
        except TelegramBadRequest as error:
            raise WebhookError(
                f"Telegram does not take WEBHOOK_URL: {error.message}. It must be an https address "
                "that Telegram reaches, on port 443, 80, 88 or 8443."
            ) from error
        except TelegramAPIError as error:
            log.warning("The webhook could not be set (%s); trying again.", error.message)
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE)
