"""The simulation side: groups and channels, who is in them and what the bot may do there."""

from __future__ import annotations

from typing import Any

from bot.playground.errors import bad_request
from bot.playground.members import SENDING
from bot.playground.scene import CHAT, Scene, act

_KINDS = ("group", "supergroup", "channel")


@act("POST", "/groups")
async def add_group(scene: Scene) -> Any:
    """A group appears: `type` group, supergroup or channel, `title`, `is_forum` for topics, and
    the bot's `status` in it; the user is its creator."""
    parameters = scene.parameters
    kind = parameters.text("type", "supergroup")
    if kind not in _KINDS:
        raise bad_request("a group is a group, a supergroup or a channel")
    facts: dict[str, Any] = {"type": kind, "title": parameters.text("title", "Группа")}
    if parameters.flag("is_forum"):
        if kind != "supergroup":
            raise bad_request("only a supergroup has topics")
        facts["is_forum"] = True
    status = parameters.text("status", "member")
    return scene.groups.add(scene.bot, scene.user, facts, status).facts


@act("POST", f"{CHAT}/membership")
async def set_membership(scene: Scene) -> Any:
    """The bot's `status`: kicked (in a private chat: blocked), member, administrator, left."""
    status = scene.parameters.text("status")
    scene.groups.set_membership(scene.chat, scene.bot, scene.user, status)
    return True


@act("POST", f"{CHAT}/restrictions")
async def restrict(scene: Scene) -> Any:
    """What the bot may send: `can_send_messages`, `can_send_photos`, … A right that is not
    named is given."""
    parameters = scene.parameters
    rights = {name: parameters.flag(name) for name in SENDING if parameters.has(name)}
    scene.groups.restrict(scene.chat, scene.bot, scene.user, rights)
    return True


@act("POST", f"{CHAT}/members")
async def set_member(scene: Scene) -> Any:
    """The `user`'s `status`: member or administrator (joins where they were not), left, kicked."""
    status = scene.parameters.text("status", "member")
    scene.groups.join(scene.chat, scene.bot.id, scene.user, status)
    return True


@act("POST", f"{CHAT}/topics")
async def add_topic(scene: Scene) -> Any:
    """A new topic of a forum with that `title`: `{"thread"}`."""
    title = scene.parameters.text("title").strip()
    return {"thread": scene.groups.add_topic(scene.chat, scene.bot.id, scene.user, title)}


@act("POST", f"{CHAT}/migrate")
async def migrate(scene: Scene) -> Any:
    """The basic group becomes a supergroup; returns the new chat."""
    return scene.groups.migrate(scene.chat, scene.user).facts
