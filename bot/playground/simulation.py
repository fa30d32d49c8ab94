"""The simulation side: what people do, told over HTTP by the chat page and by tests.

JSON or a form in, JSON out; a refusal is `{"error": sentence}`. Never meant for bots.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any, cast, get_args

from aiohttp import web

from bot.playground.api import TELEGRAM
from bot.playground.bots import BotAccount
from bot.playground.chats import Chat
from bot.playground.errors import ApiError, bad_request, too_large
from bot.playground.faults import GATEWAY_CODES, Fault
from bot.playground.methods.sending import read_location
from bot.playground.page import SAMPLE_CREDIT, sample_photo
from bot.playground.people import FileKind, People
from bot.playground.requests import Parameters, read_parameters
from bot.playground.storage import dumps
from bot.playground.telegram import Telegram

PEOPLE = web.AppKey("people", People)
MAX_WAIT = 60.0
_Act = Callable[[web.Request, "Scene"], Awaitable[Any]]

routes = web.RouteTableDef()


class Scene:
    """The request of one act: its parameters and whom it concerns."""

    def __init__(self, telegram: Telegram, parameters: Parameters, chat_id: str | None) -> None:
        self.telegram = telegram
        self.parameters = parameters
        self._chat_id = chat_id

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
        chat = self.telegram.chats.get(int(self._chat_id or 0))
        if chat is None:
            raise bad_request("no such chat")
        return chat

    def shown(self, messages: list[dict[str, Any]]) -> list[dict[str, Any]]:
        chat, bot_id = self.chat, self.bot.id
        return [self.telegram.messages.for_page(item, chat, bot_id) for item in messages]


def _act(method: str, path: str) -> Callable[[_Act], _Act]:
    """Registers an act under /playground/api; its result or its refusal is answered as JSON."""

    def register(act: _Act) -> _Act:
        async def handle(request: web.Request) -> web.Response:
            try:
                parameters = await read_parameters(request)
                chat_id = request.match_info.get("chat")
                result = await act(request, Scene(request.app[TELEGRAM], parameters, chat_id))
            except ApiError as error:
                return _json({"error": error.description}, error.code)
            except web.HTTPRequestEntityTooLarge:
                return _json({"error": too_large().description}, 413)
            return _json(result)

        routes.route(method, f"/playground/api{path}")(handle)
        return act

    return register


def _json(value: Any, status: int = 200) -> web.Response:
    return web.Response(text=dumps(value), status=status, content_type="application/json")


@_act("GET", "/state")
async def state(request: web.Request, scene: Scene) -> Any:
    """Bots, groups and the photo to try."""
    return {
        "bots": [_bot(scene.telegram, bot) for bot in scene.telegram.bots.all()],
        "groups": [chat.facts for chat in scene.telegram.chats.groups()],
        "sample": SAMPLE_CREDIT if sample_photo() else None,
    }


def _bot(telegram: Telegram, bot: BotAccount) -> dict[str, Any]:
    seen = telegram.updates.last_seen(bot.id)
    return {
        **bot.user,
        "names": bot.profile.get("name", {}),
        "descriptions": bot.profile.get("description", {}),
        "connected": telegram.updates.connected(bot.id),
        "seen_ago": round(time.monotonic() - seen, 1) if seen else None,
    }


@_act("POST", "/bots")
async def add_bot(request: web.Request, scene: Scene) -> Any:
    """Makes the bot of `token` known, and changes its privacy mode where that is named."""
    bot = scene.telegram.bots.by_token(scene.parameters.text("token"))
    if scene.parameters.has("can_read_all_group_messages"):
        reads = scene.parameters.flag("can_read_all_group_messages")
        scene.telegram.bots.change(bot, can_read_all_group_messages=reads)
    return _bot(scene.telegram, bot)


@_act("POST", "/users")
async def add_user(request: web.Request, scene: Scene) -> Any:
    return scene.telegram.chats.add_user(_profile(scene.parameters))


@_act("POST", "/users/{chat:[0-9]{1,15}}")
async def change_user(request: web.Request, scene: Scene) -> Any:
    user = scene.telegram.chats.user(int(request.match_info["chat"]))
    if user is None:
        raise bad_request("no such user")
    changed = {**user, **_profile(scene.parameters)}
    scene.telegram.chats.change_user(changed)
    return changed


def _profile(parameters: Parameters) -> dict[str, Any]:
    names = ("first_name", "last_name", "username", "language_code")
    return {name: parameters.text(name) for name in names if parameters.has(name)}


@_act("POST", "/groups")
async def add_group(request: web.Request, scene: Scene) -> Any:
    parameters = scene.parameters
    kind = parameters.text("type", "supergroup")
    if kind not in ("group", "supergroup"):
        raise bad_request("a group is a group or a supergroup")
    facts: dict[str, Any] = {"type": kind, "title": parameters.text("title", "Группа")}
    if parameters.flag("is_forum"):
        facts["is_forum"] = True
    status = parameters.text("status", "member")
    return request.app[PEOPLE].add_group(scene.bot, scene.user, facts, status).facts


@_act("GET", "/chats/{chat:-?[0-9]{1,15}}")
async def read_chat(request: web.Request, scene: Scene) -> Any:
    """A chat with its newest messages, its commands menu and whether the bot is in it."""
    chat, bot = scene.chat, scene.bot
    language = scene.parameters.text("language", "")
    return {
        "chat": chat.facts,
        "status": scene.telegram.chats.status(chat.id, bot.id),
        "commands": scene.telegram.bots.menu(bot.id, chat.facts, language),
        "messages": scene.shown(scene.telegram.messages.history(chat, bot.id)),
    }


@_act("GET", "/chats/{chat:-?[0-9]{1,15}}/messages")
async def read_messages(request: web.Request, scene: Scene) -> Any:
    """Messages above number `after`; with `timeout`, waits for the first one from the bot."""
    chat, bot = scene.chat, scene.bot
    after = scene.parameters.integer("after")
    deadline = time.monotonic() + min(scene.parameters.number("timeout") or 0.0, MAX_WAIT)
    with scene.telegram.events.watch() as news:
        while True:
            found = scene.telegram.messages.history(chat, bot.id, after)
            left = deadline - time.monotonic()
            if any(item["from"]["id"] == bot.id for item in found) or left <= 0:
                return scene.shown(found)
            with suppress(TimeoutError):
                await asyncio.wait_for(news.get(), left)


@_act("POST", "/chats/{chat:-?[0-9]{1,15}}/messages")
async def send(request: web.Request, scene: Scene) -> Any:
    """A person sends: `text`, or `kind` with files, or `latitude` and `longitude`."""
    people, parameters = request.app[PEOPLE], scene.parameters
    chat, bot, user = scene.chat, scene.bot, scene.user
    reply_to = parameters.integer("reply_to")
    if parameters.uploads:
        kind = parameters.text("kind", "photo")
        if kind not in get_args(FileKind):
            raise bad_request("no such kind of file")
        sent = await people.send_files(
            chat,
            bot.id,
            user,
            cast(FileKind, kind),
            list(parameters.uploads.values()),
            parameters.text("caption"),
            reply_to,
        )
    elif parameters.has("latitude"):
        sent = people.send_location(chat, bot.id, user, read_location(parameters))
    else:
        sent = people.write(chat, bot.id, user, parameters.text("text"), reply_to)
    return scene.shown(sent)


@_act("POST", "/chats/{chat:-?[0-9]{1,15}}/edit")
async def edit(request: web.Request, scene: Scene) -> Any:
    """A person changes the text or the caption of their message `message_id` to `text`."""
    number, text = scene.parameters.integer("message_id"), scene.parameters.text("text")
    changed = request.app[PEOPLE].edit(scene.chat, scene.bot.id, scene.user, number, text)
    return scene.shown([changed])[0]


@_act("POST", "/chats/{chat:-?[0-9]{1,15}}/delete")
async def delete(request: web.Request, scene: Scene) -> Any:
    number = scene.parameters.integer("message_id")
    request.app[PEOPLE].delete(scene.chat, scene.bot.id, scene.user, number)
    return True


@_act("POST", "/chats/{chat:-?[0-9]{1,15}}/press")
async def press(request: web.Request, scene: Scene) -> Any:
    message_id = scene.parameters.integer("message_id")
    query_id = request.app[PEOPLE].press(
        scene.chat, scene.bot.id, scene.user, message_id, scene.parameters.text("button")
    )
    return {"id": query_id}


@_act("GET", "/callbacks/{id:[0-9]{1,20}}")
async def read_callback(request: web.Request, scene: Scene) -> Any:
    """The bot's answer to a button, waited for up to `timeout` seconds; null without one."""
    deadline = time.monotonic() + min(scene.parameters.number("timeout") or 0.0, MAX_WAIT)
    with scene.telegram.events.watch() as news:
        while True:
            answer = request.app[PEOPLE].callback_answer(request.match_info["id"])
            left = deadline - time.monotonic()
            if answer is not None or left <= 0:
                return answer
            with suppress(TimeoutError):
                await asyncio.wait_for(news.get(), left)


@_act("POST", "/chats/{chat:-?[0-9]{1,15}}/membership")
async def set_membership(request: web.Request, scene: Scene) -> Any:
    """`status`: kicked (a person blocks the bot), member, administrator, left."""
    status = scene.parameters.text("status")
    request.app[PEOPLE].set_membership(scene.chat, scene.bot, scene.user, status)
    return True


@_act("POST", "/chats/{chat:-?[0-9]{1,15}}/migrate")
async def migrate(request: web.Request, scene: Scene) -> Any:
    return request.app[PEOPLE].migrate(scene.chat, scene.user).facts


@_act("POST", "/faults")
async def plan_fault(request: web.Request, scene: Scene) -> Any:
    """The next `times` calls of `method` fail; see Fault."""
    parameters = scene.parameters
    code, html = parameters.integer("code", 500, 0, 599), parameters.flag("html")
    if html and code not in GATEWAY_CODES:
        raise bad_request("a gateway answers 502, 503 or 504")
    scene.telegram.faults.plan(
        Fault(
            method=parameters.text("method", "*"),
            code=code,
            retry_after=parameters.integer("retry_after") or None,
            times=parameters.integer("times", 1, 1, 10_000),
            delay=min(parameters.number("delay") or 0.0, MAX_WAIT),
            after=parameters.flag("after"),
            description=parameters.text("description") or None,
            html=html,
        )
    )
    return True


@_act("DELETE", "/faults")
async def forget_faults(request: web.Request, scene: Scene) -> Any:
    scene.telegram.faults.clear()
    return True


@_act("POST", "/limits")
async def set_limits(request: web.Request, scene: Scene) -> Any:
    scene.telegram.limits.enabled = scene.parameters.flag("enabled")
    return True


@_act("GET", "/stats")
async def read_statistics(request: web.Request, scene: Scene) -> Any:
    return scene.telegram.statistics.facts()
