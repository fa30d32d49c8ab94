"""One act on the simulation side: its request, whom it concerns, and how it is answered.

JSON or a form in, JSON out; a refusal is `{"error": sentence}`. Never meant for bots.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any, TypeVar

from aiohttp import web

from bot.playground.api import TELEGRAM
from bot.playground.bots import BotAccount
from bot.playground.chats import Chat
from bot.playground.errors import ApiError, bad_request, too_large
from bot.playground.events import Subject
from bot.playground.groups import Groups
from bot.playground.people import People, Where
from bot.playground.requests import Parameters, read_parameters
from bot.playground.storage import dumps
from bot.playground.telegram import Telegram
from bot.playground.travellers import Travellers

MAX_WAIT = 60.0
CHAT = "/chats/{chat:-?[0-9]{1,15}}"
T = TypeVar("T")
Act = Callable[["Scene"], Awaitable[Any]]

routes = web.RouteTableDef()


class Scene:
    """The request of one act. ApiError 400 where it names what there is not."""

    def __init__(self, request: web.Request, parameters: Parameters) -> None:
        self.telegram: Telegram = request.app[TELEGRAM]
        self.parameters = parameters
        self.path = request.match_info
        self.people = People(self.telegram)
        self.groups = Groups(self.telegram)
        self.travellers = Travellers(self.telegram, self.people)

    @property
    def bot(self) -> BotAccount:
        bot = self.telegram.bots.get(self.parameters.integer("bot"))
        if bot is None:
            raise bad_request("no such bot")
        return bot

    @property
    def user(self) -> dict[str, Any]:
        user = self.telegram.chats.user(self.parameters.integer("user"))
        if user is None:
            raise bad_request("no such user")
        return user

    @property
    def chat(self) -> Chat:
        chat = self.telegram.chats.get(int(self.path["chat"]))
        if chat is None:
            raise bad_request("no such chat")
        return chat

    @property
    def where(self) -> Where:
        """`reply_to` and `thread`, numbers that may be left out."""
        return Where(self.parameters.integer("reply_to"), self.parameters.integer("thread"))

    def shown(self, messages: list[dict[str, Any]]) -> list[dict[str, Any]]:
        chat, bot_id = self.chat, self.bot.id
        return [self.telegram.messages.for_page(item, chat, bot_id) for item in messages]

    async def wait_for(self, subject: Subject, look: Callable[[], T | None]) -> T | None:
        """What `look` finds, waited for up to `timeout` seconds; None where it finds nothing.

        It looks again at every event of the subject.
        """
        deadline = time.monotonic() + min(self.parameters.number("timeout") or 0.0, MAX_WAIT)
        with self.telegram.events.watch(subject) as news:
            while True:
                found = look()
                left = deadline - time.monotonic()
                if found is not None or left <= 0:
                    return found
                with suppress(TimeoutError):
                    await asyncio.wait_for(news.get(), left)


def act(method: str, path: str) -> Callable[[Act], Act]:
    """Registers an act under /playground/api; its result or its refusal is answered as JSON."""

    def register(perform: Act) -> Act:
        async def handle(request: web.Request) -> web.Response:
            try:
                result = await perform(Scene(request, await read_parameters(request)))
            except ApiError as error:
                return _json({"error": error.description}, error.code)
            except web.HTTPRequestEntityTooLarge:
                return _json({"error": too_large().description}, 413)
            return _json(result)

        routes.route(method, f"/playground/api{path}")(handle)
        return perform

    return register


def _json(value: Any, status: int = 200) -> web.Response:
    return web.Response(text=dumps(value), status=status, content_type="application/json")
