"""The simulation side: what people write, send, press, edit and delete in a chat."""

from __future__ import annotations

from typing import Any, cast, get_args

from bot.playground.choosing import choose
from bot.playground.errors import bad_request
from bot.playground.messages import author
from bot.playground.methods.places import read_live_period, read_location
from bot.playground.people import FileKind
from bot.playground.scene import CHAT, Scene, act
from bot.playground.simulation_inline import find_query


@act("GET", f"{CHAT}/messages")
async def read_messages(scene: Scene) -> Any:
    """Messages above number `after`; with `timeout`, waits for the first one from the bot."""
    chat, bot = scene.chat, scene.bot
    after = scene.parameters.integer("after")
    history = scene.telegram.messages.history

    def answered() -> list[dict[str, Any]] | None:
        found = history(chat, bot.id, after)
        return found if any(author(item) == bot.id for item in found) else None

    found = await scene.wait_for(("chat", chat.id), answered)
    return scene.shown(history(chat, bot.id, after) if found is None else found)


@act("POST", f"{CHAT}/messages")
async def send(scene: Scene) -> Any:
    """A person sends: `text`, or `kind` with files, or `latitude` and `longitude` (live for
    `live_period` seconds), or the result `result` of the inline query `inline`.

    All may answer the message `reply_to` and stand in the topic `thread`.
    """
    people, parameters = scene.people, scene.parameters
    chat, bot, user, where = scene.chat, scene.bot, scene.user, scene.where
    if parameters.uploads:
        kind = parameters.text("kind", "photo")
        if kind not in get_args(FileKind):
            raise bad_request("no such kind of file")
        files = list(parameters.uploads.values())
        caption = parameters.text("caption")
        sent = await people.send_files(
            chat, bot.id, user, cast(FileKind, kind), files, caption, where
        )
    elif parameters.has("latitude"):
        location, period = read_location(parameters), read_live_period(parameters)
        sent = scene.travellers.share(chat, bot.id, user, location, period, where)
    elif parameters.has("inline"):
        found = find_query(scene, parameters.text("inline"))
        result = parameters.text("result")
        sent = choose(scene.telegram, chat, user, found, result, where)
    else:
        sent = people.write(chat, bot.id, user, parameters.text("text"), where)
    return scene.shown(sent)


@act("POST", f"{CHAT}/edit")
async def edit(scene: Scene) -> Any:
    """A person changes the text or the caption of their message `message_id` to `text`."""
    number, text = scene.parameters.integer("message_id"), scene.parameters.text("text")
    changed = scene.people.edit(scene.chat, scene.bot.id, scene.user, number, text)
    return scene.shown([changed])[0]


@act("POST", f"{CHAT}/move")
async def move(scene: Scene) -> Any:
    """The person's live location `message_id` is at `latitude` and `longitude` now."""
    number, location = scene.parameters.integer("message_id"), read_location(scene.parameters)
    moved = scene.travellers.move(scene.chat, scene.bot.id, scene.user, number, location)
    return scene.shown([moved])[0]


@act("POST", f"{CHAT}/stop")
async def stop(scene: Scene) -> Any:
    """The person ends sharing the live location `message_id`."""
    number = scene.parameters.integer("message_id")
    stopped = scene.travellers.stop(scene.chat, scene.bot.id, scene.user, number)
    return scene.shown([stopped])[0]


@act("POST", f"{CHAT}/delete")
async def delete(scene: Scene) -> Any:
    number = scene.parameters.integer("message_id")
    scene.people.delete(scene.chat, scene.bot.id, scene.user, number)
    return True


@act("POST", f"{CHAT}/press")
async def press(scene: Scene) -> Any:
    """A person presses the callback `button` (its data or text) of `message_id`."""
    number, button = scene.parameters.integer("message_id"), scene.parameters.text("button")
    return {"id": scene.people.press(scene.chat, scene.bot.id, scene.user, number, button)}


@act("GET", "/callbacks/{id:[0-9]{1,20}}")
async def read_callback(scene: Scene) -> Any:
    """The bot's answer to a button, waited for up to `timeout` seconds; null without one."""
    query_id = scene.path["id"]
    return await scene.wait_for(("id", query_id), lambda: scene.people.callback_answer(query_id))
