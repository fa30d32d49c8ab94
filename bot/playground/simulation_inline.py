"""The simulation side: inline queries typed in a chat."""

from __future__ import annotations

from typing import Any

from bot.playground.errors import bad_request
from bot.playground.inline import MAX_QUERY, InlineQuery
from bot.playground.methods.places import read_location
from bot.playground.scene import CHAT, Scene, act

_CHAT_TYPES = ("sender", "private", "group", "supergroup", "channel")


@act("POST", f"{CHAT}/inline")
async def ask(scene: Scene) -> Any:
    """A person types `@bot query` in the chat: `query`, `offset` (the `next_offset` of the page
    before), and `latitude` with `longitude` where the person shares them and the bot may know.

    Returns `{"id"}`, to be read at GET /inline/{id}. Every keystroke may ask; what is chosen is
    sent by POST …/messages with `inline` and `result`, the ids of query and result.
    """
    parameters, chat, bot = scene.parameters, scene.chat, scene.bot
    query = parameters.text("query")
    if len(query) > MAX_QUERY:
        query = query[:MAX_QUERY]  # clients send no more
    kind = parameters.text("chat_type") or ("sender" if chat.private else chat.type)
    if kind not in _CHAT_TYPES:
        raise bad_request("no such type of chat")
    asked: dict[str, Any] = {"query": query, "offset": parameters.text("offset")}
    asked["chat_type"] = kind
    if parameters.has("latitude") and bot.learns_locations:
        asked["location"] = read_location(parameters)
    return {"id": scene.telegram.inline.ask(bot, scene.user, asked)}


@act("GET", "/inline/{id:[0-9]{1,20}}")
async def read_answer(scene: Scene) -> Any:
    """The bot's answer, waited for up to `timeout` seconds; null without one.

    `{"id", "results", "next_offset", "cache_time", "is_personal", "button", "cached"}`. A result
    has `type` (article, photo, venue, location), `id` and, where given, `title`, `description`,
    `url`, `thumbnail_url`, `photo_url`, `address` (of a venue), `location`, and of a photo
    `photo`: its sizes, each with the `address` of the picture. `button` is null or `{"text",
    "start_parameter"}`: it opens the private chat, where the page sends `/start parameter`.
    """
    query_id = scene.path["id"]

    def answered() -> dict[str, Any] | None:
        return find_query(scene, query_id).answer

    answer = await scene.wait_for(("id", query_id), answered)
    if answer is None:
        return None
    bot_id = find_query(scene, query_id).bot_id
    shown = scene.telegram.messages.with_files(answer["results"], bot_id, page=True)
    return {"cached": False, **answer, "id": query_id, "results": shown}


@act("DELETE", "/inline")
async def forget_answers(scene: Scene) -> Any:
    """Empties the cache of answers, so that the next query reaches the bot."""
    scene.telegram.inline.forget_answers()
    return True


def find_query(scene: Scene, query_id: str) -> InlineQuery:
    """The inline query of that id. ApiError 400 where there is none."""
    found = scene.telegram.inline.get(query_id)
    if found is None:
        raise bad_request("no such inline query")
    return found
