"""Which messages of people reach a bot: privacy mode in groups, administrators in channels.

https://core.telegram.org/bots/features#privacy-mode
"""

from __future__ import annotations

from bot.playground.bots import BotAccount
from bot.playground.chats import Chat, Chats
from bot.playground.messages import Message, Messages, author

_CONTENT = frozenset({"text", "photo", "document", "sticker", "voice", "location", "venue"})


def reads(chats: Chats, messages: Messages, chat: Chat, bot: BotAccount, message: Message) -> bool:
    """Whether a bot that is in the group or channel gets this message of a person."""
    if chats.status(chat.id, bot.id) == "administrator":
        return True
    if chat.type == "channel":
        return False
    if bot.reads_all_group_messages:
        return True
    if not message.keys() & _CONTENT:
        return True  # a service message: somebody joined, the group moved
    answered = messages.get(chat, bot.id, message.get("$reply", 0))
    if answered is not None and author(answered) == bot.id:
        return True
    if message.get("via_bot", {}).get("id") == bot.id:
        return True
    return _commands(message, bot.profile["username"])


def _commands(message: Message, username: str) -> bool:
    """Whether a message holds a command for this bot: `/start`, or `/start@its_name`."""
    text = message.get("text") or message.get("caption") or ""
    units = text.encode("utf-16-le")
    for entity in message.get("entities") or message.get("caption_entities") or []:
        if entity["type"] == "bot_command":
            begin = entity["offset"] * 2
            command = units[begin : begin + entity["length"] * 2].decode("utf-16-le")
            name = command.partition("@")[2]
            if not name or name.lower() == username.lower():
                return True
    return False
