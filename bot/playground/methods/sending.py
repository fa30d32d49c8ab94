"""Methods that send one message: text, photo, document; and the chat action."""

from __future__ import annotations

from bot.playground.errors import bad_request
from bot.playground.messages import Message
from bot.playground.methods import media
from bot.playground.methods.call import Call, Method, read_caption, read_text
from bot.playground.threads import placed

GENERAL_TOPIC = 1
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


async def send_chat_action(call: Call) -> bool:
    chat = call.chat()
    action = call.parameters.text("action").strip().lower()
    if action not in _ACTIONS:
        raise bad_request("wrong parameter action in request")
    thread = call.parameters.integer("message_thread_id")
    if thread != GENERAL_TOPIC:  # it has no thread of its own, but its typing names it so
        placed(call.telegram.chats, chat, thread, None)
    call.telegram.statistics.acted(call.bot.id, chat.id, action)
    call.telegram.events.publish("action", bot=call.bot.id, chat=chat.id, action=action)
    return True


METHODS: dict[str, Method] = {
    "sendMessage": send_message,
    "sendPhoto": send_photo,
    "sendDocument": send_document,
    "sendChatAction": send_chat_action,
}
