"""One call of a Bot API method, and what the methods that send have in common."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from aiohttp import ClientSession

from bot.playground.bots import BotAccount
from bot.playground.chats import Chat
from bot.playground.entities import TOO_LONG, formatted, utf16_length
from bot.playground.errors import bad_request
from bot.playground.keyboards import read_markup
from bot.playground.messages import Message
from bot.playground.requests import Parameters
from bot.playground.telegram import Telegram
from bot.playground.threads import placed

MAX_TEXT = 4096
MAX_CAPTION = 1024


@dataclass(frozen=True, slots=True)
class Call:
    """Who calls, with what, and the playground it happens in; `gone` tells that the caller left."""

    telegram: Telegram
    bot: BotAccount
    parameters: Parameters
    http: ClientSession
    gone: Callable[[], bool]

    def chat(self) -> Chat:
        """The chat of `chat_id`. ApiError 400 or 403 where the bot cannot write there."""
        return self.telegram.chats.reachable(self.parameters.text("chat_id"), self.bot.id)

    def message(self, missing: str) -> tuple[Chat, Message]:
        """The message named by `chat_id` and `message_id`; `missing` is the refusal's text."""
        chat = self.chat()
        if not self.parameters.has("message_id"):
            raise bad_request("message identifier is not specified")
        number = self.parameters.integer("message_id")
        found = self.telegram.messages.get(chat, self.bot.id, number)
        if found is None:
            raise bad_request(missing)
        return chat, found

    def common(self, chat: Chat) -> Message:
        """What any message may carry: the message it answers, its topic, its protection."""
        reply = self.parameters.object("reply_parameters", "reply parameters") or {}
        number = reply.get("message_id", self.parameters.integer("reply_to_message_id"))
        answered = None
        if number != 0:
            lenient = reply.get(
                "allow_sending_without_reply", self.parameters.flag("allow_sending_without_reply")
            )
            if not isinstance(number, int):
                raise bad_request("can't parse reply parameters: message_id must be a Number")
            answered = self.telegram.messages.get(chat, self.bot.id, number)
            if answered is None and not lenient:
                raise bad_request("message to be replied not found")
        thread = self.parameters.integer("message_thread_id")
        content = placed(self.telegram.chats, chat, thread, answered)
        if self.parameters.flag("protect_content"):
            content["has_protected_content"] = True
        return content

    def send(self, content: Message, chat: Chat) -> Message:
        """Sends one message with its markup; returns it as the bot sees it."""
        kept = {**content, **self.common(chat), **read_markup(self.parameters)}
        return self.telegram.post(chat, self.bot, [kept])[0]


Method = Callable[[Call], Awaitable[Any]]


def read_text(parameters: Parameters) -> Message:
    """`text` and its entities. ApiError 400 where it is empty, too long or wrongly marked up."""
    text = formatted(parameters, "text")
    if not text.text:
        raise bad_request("message text is empty")
    if utf16_length(text.text) > MAX_TEXT:
        raise bad_request(TOO_LONG)
    return {"text": text.text, **({"entities": text.entities} if text.entities else {})}


def read_caption(parameters: Parameters) -> Message:
    """`caption` and its entities, nothing where there is none. ApiError 400 as for a text."""
    caption = formatted(parameters, "caption", entities="caption_entities")
    if utf16_length(caption.text) > MAX_CAPTION:
        raise bad_request("message caption is too long")
    if not caption.text:
        return {}
    content: Message = {"caption": caption.text}
    if caption.entities:
        content["caption_entities"] = caption.entities
    if parameters.flag("show_caption_above_media"):
        content["show_caption_above_media"] = True
    return content
