"""A person taps an inline result: its message is sent via the bot."""

from __future__ import annotations

from typing import Any

from bot.playground.chats import Chat
from bot.playground.errors import bad_request
from bot.playground.inline import InlineQuery, new_message_id
from bot.playground.messages import Message
from bot.playground.people import People, Where
from bot.playground.telegram import Telegram


def choose(
    telegram: Telegram,
    chat: Chat,
    user: dict[str, Any],
    found: InlineQuery,
    result_id: str,
    where: Where,
) -> list[Message]:
    """Sends the result into the chat, which the bot need not be in; the bot may be told.

    Only a message with buttons gets an `inline_message_id`, by which the bot can edit it.
    """
    bot = telegram.bots.get(found.bot_id)
    if bot is None or found.query["from"]["id"] != user["id"]:
        raise bad_request("no such inline query")
    result = found.result(result_id)
    content: Message = {"via_bot": bot.user, **result["$content"], **result["$markup"]}
    identifier = new_message_id() if "reply_markup" in content else None
    if identifier is not None:
        content["$inline"] = identifier
    with telegram.storage.transaction():
        sent = People(telegram).receive(chat, bot.id, user, [content], where)
        if identifier is not None:
            owner = telegram.messages.owner(chat, bot.id)
            number = sent[0]["message_id"]
            telegram.inline.keep_message(identifier, bot.id, owner, chat.id, number)
        telegram.inline.choose(bot, found, result_id, identifier)
    return sent
