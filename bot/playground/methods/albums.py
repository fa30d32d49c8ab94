"""sendMediaGroup: several photos or documents that arrive as one album, all or none of them."""

from __future__ import annotations

import secrets
from typing import Any

from bot.playground.errors import ApiError, bad_request
from bot.playground.messages import Message
from bot.playground.methods import media
from bot.playground.methods.call import Call, Method, read_caption
from bot.playground.requests import Parameters

MAX_ITEMS = 10
_OF_ADDRESSES = {
    media.NOT_FETCHED: "WEBPAGE_CURL_FAILED",
    media.NO_PHOTO: "WEBPAGE_MEDIA_EMPTY",
}
"""How an album names what is worded otherwise for a single photo."""


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
        await _numbered(call, item, number) | caption | common
        for number, (item, caption) in enumerate(zip(items, captions, strict=True), start=1)
    ]
    return call.telegram.post(chat, call.bot, contents)


def _kind(item: Any) -> str:
    if not isinstance(item, dict):
        raise bad_request("can't parse InputMedia: expected an Object")
    kind = item.get("type")
    if kind not in ("photo", "document"):
        raise bad_request("can't parse InputMedia: type must be photo or document here")
    return str(kind)


async def _numbered(call: Call, item: dict[str, Any], number: int) -> Message:
    """The media part of an album's item; of an address that is of no use the refusal names it."""
    try:
        return await item_media(call, item)
    except ApiError as error:
        code = _OF_ADDRESSES.get(error.description.removeprefix("Bad Request: "))
        if code is None:
            raise
        raise bad_request(
            f'failed to send message #{number} with the error message "{code}"'
        ) from None


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
