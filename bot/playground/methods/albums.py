"""sendMediaGroup: several photos or documents that arrive as one album, all or none of them."""

from __future__ import annotations

import secrets
from typing import Any

from bot.playground.errors import bad_request
from bot.playground.messages import Message
from bot.playground.methods import media
from bot.playground.methods.call import Call, Method, read_caption
from bot.playground.requests import Parameters

MAX_ITEMS = 10


async def send_media_group(call: Call) -> list[Message]:
    chat = call.chat()
    items = call.parameters.array("media", "InputMedia")
    if not items:
        raise bad_request("there are no messages to send")
    if len(items) > MAX_ITEMS:
        raise bad_request("too many messages to send as an album")
    kinds = {_kind(item) for item in items}
    if len(kinds) > 1:  # photos may mix with videos, which the playground does not send
        raise bad_request("document can't be mixed with other media types")
    common = call.common(chat)
    if len(items) > 1:
        common["media_group_id"] = str(secrets.randbits(52) + 13_000_000_000_000_000)
    # Captions cost nothing to check, so they are checked before any picture is decoded.
    captions = [read_caption(Parameters(item)) for item in items]
    contents = [
        await item_media(call, item) | caption | common
        for item, caption in zip(items, captions, strict=True)
    ]
    return call.telegram.post(chat, call.bot, contents)


def _kind(item: Any) -> str:
    if not isinstance(item, dict):
        raise bad_request("can't parse InputMedia: expected an Object")
    kind = item.get("type")
    if kind not in ("photo", "document"):
        raise bad_request("can't parse InputMedia: type must be photo or document here")
    return str(kind)


async def item_media(call: Call, item: dict[str, Any]) -> Message:
    """The media part of one InputMediaPhoto or InputMediaDocument."""
    given = call.parameters.attached(str(item.get("media") or ""))
    if given is None:
        raise bad_request("can't parse InputMedia: media not found")
    if _kind(item) == "document":
        return await media.document(call, given)
    content = await media.photo(call, given)
    if item.get("has_spoiler"):
        content["has_media_spoiler"] = True
    return content


METHODS: dict[str, Method] = {"sendMediaGroup": send_media_group}
