"""forwardMessage and copyMessage: a message once more, in another chat."""

from __future__ import annotations

from bot.playground.chats import Chat
from bot.playground.errors import bad_request
from bot.playground.messages import Message
from bot.playground.methods.call import Call, Method, read_caption

_CONTENT = (
    "text",
    "entities",
    "link_preview_options",
    "photo",
    "document",
    "sticker",
    "voice",
    "venue",
    "location",
    "caption",
    "caption_entities",
    "has_media_spoiler",
    "show_caption_above_media",
)


async def forward_message(call: Call) -> Message:
    chat = call.chat()
    home, message = _source(call, "message to forward not found")
    if message.get("has_protected_content"):
        raise bad_request("message can't be forwarded")
    origin: Message = {"date": message["date"]}
    if home.type == "channel":
        origin |= {"type": "channel", "chat": home.facts, "message_id": message["message_id"]}
    else:
        origin |= {"type": "user", "sender_user": message["from"]}
    content = _content(message) | {"forward_origin": message.get("forward_origin", origin)}
    return call.send(content, chat)


async def copy_message(call: Call) -> Message:
    chat = call.chat()
    _, message = _source(call, "message to copy not found")
    if message.get("has_protected_content"):
        raise bad_request("message can't be copied")
    content = _content(message)
    if call.parameters.has("caption") and content.keys() & {"photo", "document", "voice"}:
        named = ("caption", "caption_entities")
        content = {name: value for name, value in content.items() if name not in named}
        content |= read_caption(call.parameters)
    return {"message_id": call.send(content, chat)["message_id"]}


def _source(call: Call, missing: str) -> tuple[Chat, Message]:
    home = call.telegram.chats.reachable(call.parameters.text("from_chat_id"), call.bot.id)
    number = call.parameters.integer("message_id")
    found = call.telegram.messages.get(home, call.bot.id, number)
    if found is None:
        raise bad_request(missing)
    return home, found


def _content(message: Message) -> Message:
    content = {name: message[name] for name in _CONTENT if name in message}
    if not content:
        raise bad_request("message can't be forwarded")
    return content


METHODS: dict[str, Method] = {"forwardMessage": forward_message, "copyMessage": copy_message}
