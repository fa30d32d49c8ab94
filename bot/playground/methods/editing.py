"""Methods that change or delete what was sent."""

from __future__ import annotations

import time
from typing import Any

from bot.playground.chats import Chat
from bot.playground.errors import bad_request
from bot.playground.keyboards import read_markup
from bot.playground.messages import Message, author
from bot.playground.methods.albums import item_media
from bot.playground.methods.call import Call, Method, read_caption, read_text
from bot.playground.requests import Parameters

NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same "
    "as a current content and reply markup of the message"
)
_MAX_DELETED = 100
_DELETE_SECONDS = 48 * 60 * 60
_CAPTION = ("caption", "caption_entities", "show_caption_above_media")
_MEDIA = ("photo", "document", "has_media_spoiler", *_CAPTION)


async def edit_message_text(call: Call) -> Any:
    chat, message = _own(call)
    content = read_text(call.parameters)
    if "text" not in message:
        raise bad_request("there is no text in the message to edit")
    return _changed(call, chat, message, ("text", "entities", "link_preview_options"), content)


async def edit_message_caption(call: Call) -> Any:
    chat, message = _own(call)
    content = read_caption(call.parameters)
    if not message.keys() & {"photo", "document"}:
        raise bad_request("there is no caption in the message to edit")
    return _changed(call, chat, message, _CAPTION, content)


async def edit_message_media(call: Call) -> Any:
    chat, message = _own(call)
    item = call.parameters.object("media", "InputMedia")
    if item is None:
        raise bad_request("can't parse InputMedia: media not found")
    if not message.keys() & {"photo", "document"}:
        raise bad_request("there is no media in the message to edit")
    caption = read_caption(Parameters(item))
    return _changed(call, chat, message, _MEDIA, await item_media(call, item) | caption)


async def edit_message_reply_markup(call: Call) -> Any:
    chat, message = _own(call)
    return _changed(call, chat, message, (), {})


async def delete_message(call: Call) -> bool:
    chat, message = call.message("message to delete not found")
    if not _deletable(call, chat, message):
        raise bad_request("message can't be deleted")
    call.telegram.delete(chat, call.bot.id, message)
    return True


async def delete_messages(call: Call) -> bool:
    """Deletes up to 100 messages; what is not there or may not be deleted is passed over."""
    chat = call.chat()
    numbers = call.parameters.array("message_ids", "message identifiers")
    if numbers is None:
        raise bad_request("message identifiers are not specified")
    if len(numbers) > _MAX_DELETED:
        raise bad_request("too many message identifiers specified")
    for number in [_identifier(number) for number in numbers]:
        message = call.telegram.messages.get(chat, call.bot.id, number)
        if message is not None and _deletable(call, chat, message):
            call.telegram.delete(chat, call.bot.id, message)
    return True


def _identifier(value: Any) -> int:
    if isinstance(value, str) and value.strip().isascii() and value.strip().isdigit():
        value = int(value)
    if not isinstance(value, int) or isinstance(value, bool):
        raise bad_request("can't parse message identifier as a Number")
    if value <= 0:
        raise bad_request("invalid message identifier specified")
    return value


def _own(call: Call) -> tuple[Chat, Message]:
    """The bot's own message, or the one that was sent via it by an `inline_message_id`."""
    if call.parameters.has("inline_message_id"):
        return _sent_via(call)
    chat, message = call.message("message to edit not found")
    if author(message) != call.bot.id or "via_bot" in message:
        raise bad_request("message can't be edited")
    return chat, message


def _sent_via(call: Call) -> tuple[Chat, Message]:
    telegram = call.telegram
    inline_id = call.parameters.text("inline_message_id")
    chat_id, number = telegram.inline.message(inline_id, call.bot.id)
    chat = telegram.chats.get(chat_id)
    message = None if chat is None else telegram.messages.get(chat, call.bot.id, number)
    if chat is None or message is None:
        raise bad_request("MESSAGE_ID_INVALID")
    return chat, message


def _changed(
    call: Call, chat: Chat, message: Message, fields: tuple[str, ...], content: Message
) -> Message | bool:
    """Replaces `fields` and the inline keyboard of a message, where that makes any difference.

    Returns the message, or only True for one that the bot knows by its inline_message_id.
    """
    markup = read_markup(call.parameters)
    if "media_group_id" in message:
        markup = {}  # an album takes no keyboard
    parts = (*fields, "reply_markup")
    changed = {name: value for name, value in message.items() if name not in parts}
    changed |= content | {k: v for k, v in markup.items() if k == "reply_markup"}
    if changed == message:
        raise bad_request(NOT_MODIFIED)
    if fields:  # a new keyboard alone does not mark the message as edited
        changed["edit_date"] = int(time.time())
    call.telegram.messages.replace(chat, call.bot.id, changed)
    call.telegram.announce("edit", chat, call.bot.id, changed)
    if call.parameters.has("inline_message_id"):
        return True
    return call.telegram.messages.for_bot(changed, chat, call.bot)


def _deletable(call: Call, chat: Chat, message: Message) -> bool:
    if message["date"] < time.time() - _DELETE_SECONDS:
        return False
    return (
        chat.private
        or author(message) == call.bot.id
        or call.telegram.chats.status(chat.id, call.bot.id) == "administrator"
    )


METHODS: dict[str, Method] = {
    "editMessageText": edit_message_text,
    "editMessageCaption": edit_message_caption,
    "editMessageMedia": edit_message_media,
    "editMessageReplyMarkup": edit_message_reply_markup,
    "deleteMessage": delete_message,
    "deleteMessages": delete_messages,
}
