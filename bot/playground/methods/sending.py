"""Methods that send one message: text, photo, document, location, venue; and the chat action."""

from __future__ import annotations

from typing import Any

from bot.playground.errors import bad_request
from bot.playground.messages import Message
from bot.playground.methods import media
from bot.playground.methods.call import Call, Method, read_caption, read_text
from bot.playground.requests import Parameters

_ACTIONS = frozenset(
    [
        "typing",
        "upload_photo",
        "record_video",
        "upload_video",
        "record_voice",
        "upload_voice",
        "upload_document",
        "choose_sticker",
        "find_location",
        "record_video_note",
        "upload_video_note",
    ]
)


async def send_message(call: Call) -> Message:
    chat = call.chat()
    content = read_text(call.parameters)
    preview = call.parameters.object("link_preview_options", "link preview options")
    if preview:
        content["link_preview_options"] = preview
    return call.send(content, chat)


async def send_photo(call: Call) -> Message:
    chat = call.chat()
    given = call.parameters.media("photo")
    if given is None:
        raise bad_request("there is no photo in the request")
    caption = read_caption(call.parameters)
    content = await media.photo(call, given) | caption
    if call.parameters.flag("has_spoiler"):
        content["has_media_spoiler"] = True
    return call.send(content, chat)


async def send_document(call: Call) -> Message:
    chat = call.chat()
    given = call.parameters.media("document")
    if given is None:
        raise bad_request("there is no document in the request")
    caption = read_caption(call.parameters)
    return call.send(await media.document(call, given) | caption, chat)


async def send_location(call: Call) -> Message:
    chat = call.chat()
    return call.send({"location": read_location(call.parameters)}, chat)


async def send_venue(call: Call) -> Message:
    chat = call.chat()
    location = read_location(call.parameters)
    title, address = call.parameters.text("title"), call.parameters.text("address")
    if not title.strip():
        raise bad_request("title is empty")
    if not address.strip():
        raise bad_request("address is empty")
    venue: dict[str, Any] = {"location": location, "title": title, "address": address}
    for name in ("foursquare_id", "foursquare_type", "google_place_id", "google_place_type"):
        if call.parameters.has(name):
            venue[name] = call.parameters.text(name)
    return call.send({"venue": venue, "location": location}, chat)


def read_location(parameters: Parameters) -> dict[str, float]:
    """Degrees of `latitude` and `longitude`. ApiError 400 where one is missing or not on Earth."""
    latitude, longitude = parameters.number("latitude"), parameters.number("longitude")
    if latitude is None:
        raise bad_request("latitude is empty")
    if longitude is None:
        raise bad_request("longitude is empty")
    if abs(latitude) > 90 or abs(longitude) > 180:
        raise bad_request("wrong location specified")
    return {"latitude": round(latitude, 6), "longitude": round(longitude, 6)}


async def send_chat_action(call: Call) -> bool:
    chat = call.chat()
    action = call.parameters.text("action").strip().lower()
    if action not in _ACTIONS:
        raise bad_request("wrong parameter action in request")
    call.telegram.statistics.acted(call.bot.id, chat.id, action)
    call.telegram.events.publish("action", bot=call.bot.id, chat=chat.id, action=action)
    return True


METHODS: dict[str, Method] = {
    "sendMessage": send_message,
    "sendPhoto": send_photo,
    "sendDocument": send_document,
    "sendLocation": send_location,
    "sendVenue": send_venue,
    "sendChatAction": send_chat_action,
}
