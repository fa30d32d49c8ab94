"""The simulation side, told over HTTP by the chat page and by tests: bots, people and chats.

Its other acts stand in the modules simulation_….py; `routes` holds them all.
"""

from __future__ import annotations

import time
from typing import Any

from bot.playground import (
    simulation_groups,
    simulation_inline,
    simulation_messages,
    simulation_trouble,
)
from bot.playground.bots import BotAccount
from bot.playground.errors import bad_request
from bot.playground.page import SAMPLE_CREDIT, sample_photo
from bot.playground.requests import Parameters
from bot.playground.scene import CHAT, Scene, act, routes
from bot.playground.telegram import Telegram
from bot.playground.webhook import connected

__all__ = [
    "routes",
    "simulation_groups",
    "simulation_inline",
    "simulation_messages",
    "simulation_trouble",
]
_SWITCHES = (
    "can_read_all_group_messages",
    "supports_inline_queries",
    "inline_location",
    "inline_feedback",
)


@act("GET", "/state")
async def state(scene: Scene) -> Any:
    """Bots, groups, channels and the photo to try."""
    chats = [chat.facts for chat in scene.telegram.chats.groups()]
    return {
        "bots": [_bot(scene.telegram, bot) for bot in scene.telegram.bots.all()],
        "groups": [facts for facts in chats if facts["type"] != "channel"],
        "channels": [facts for facts in chats if facts["type"] == "channel"],
        "sample": SAMPLE_CREDIT if sample_photo() else None,
    }


def _bot(telegram: Telegram, bot: BotAccount) -> dict[str, Any]:
    seen = telegram.updates.last_seen(bot.id)
    return {
        **bot.user,
        "names": bot.profile.get("name", {}),
        "descriptions": bot.profile.get("description", {}),
        "can_read_all_group_messages": bot.reads_all_group_messages,
        "supports_inline_queries": bot.answers_inline,
        "inline_location": bot.learns_locations,
        "inline_feedback": bot.hears_choices,
        "connected": connected(telegram, bot.id),
        "seen_ago": round(time.monotonic() - seen, 1) if seen else None,
    }


@act("POST", "/bots")
async def add_bot(scene: Scene) -> Any:
    """Makes the bot of `token` known and sets what BotFather would, of that which is named:
    can_read_all_group_messages, supports_inline_queries, inline_location, inline_feedback."""
    return _switched(scene, scene.telegram.bots.by_token(scene.parameters.text("token")))


@act("POST", "/bots/{id:[0-9]{1,16}}")
async def change_bot(scene: Scene) -> Any:
    """The same for a bot by its id, since the chat page knows no token."""
    bot = scene.telegram.bots.get(int(scene.path["id"]))
    if bot is None:
        raise bad_request("no such bot")
    return _switched(scene, bot)


def _switched(scene: Scene, bot: BotAccount) -> dict[str, Any]:
    named = [name for name in _SWITCHES if scene.parameters.has(name)]
    if named:
        scene.telegram.bots.change(bot, **{name: scene.parameters.flag(name) for name in named})
        scene.telegram.events.publish("bot", bot=bot.id)
    return _bot(scene.telegram, scene.telegram.bots.get(bot.id) or bot)


@act("POST", "/users")
async def add_user(scene: Scene) -> Any:
    return scene.telegram.chats.add_user(_profile(scene.parameters))


@act("POST", "/users/{user:[0-9]{1,15}}")
async def change_user(scene: Scene) -> Any:
    user = scene.telegram.chats.user(int(scene.path["user"]))
    if user is None:
        raise bad_request("no such user")
    changed = {**user, **_profile(scene.parameters)}
    scene.telegram.chats.change_user(changed)
    return changed


def _profile(parameters: Parameters) -> dict[str, Any]:
    names = ("first_name", "last_name", "username", "language_code")
    return {name: parameters.text(name) for name in names if parameters.has(name)}


@act("GET", CHAT)
async def read_chat(scene: Scene) -> Any:
    """A chat with its newest messages, its commands menu and whether the bot is in it.

    `members` are the people of a group as `{"user", "status"}`, `topics` those of a forum as
    `{"thread", "title"}`, `restrictions` the rights the bot was taken.
    """
    chat, bot, chats = scene.chat, scene.bot, scene.telegram.chats
    language = scene.parameters.text("language", "")
    members = chats.participants(chat.id)
    topics = chats.topics(chat.id)
    return {
        "chat": chat.facts,
        "status": chats.status(chat.id, bot.id),
        "restrictions": chats.restrictions(chat.id, bot.id),
        "members": [{"user": user, "status": status} for user, status in members],
        "topics": [{"thread": thread, "title": title} for thread, title in topics.items()],
        "commands": scene.telegram.bots.menu(bot.id, chat.facts, language),
        "messages": scene.shown(scene.telegram.messages.history(chat, bot.id)),
    }


@act("GET", "/stats")
async def read_statistics(scene: Scene) -> Any:
    return scene.telegram.statistics.facts()
