"""A change of what a bot, or a person, is in a chat; bots are told of it."""

from __future__ import annotations

import time
from typing import Any

from bot.playground.bots import BotAccount
from bot.playground.chats import Chat
from bot.playground.members import chat_member
from bot.playground.telegram import Telegram


def change_status(
    telegram: Telegram,
    chat: Chat,
    bot: BotAccount,
    by: dict[str, Any],
    status: str,
    restrictions: dict[str, bool] | None = None,
) -> None:
    """The bot becomes `status` by somebody's act: kept, and told to it by my_chat_member."""
    chats = telegram.chats
    before = chats.status(chat.id, bot.id) or "left"
    rights = chats.restrictions(chat.id, bot.id)
    if (before, rights) == (status, restrictions or {}):
        return
    change = {
        "chat": chat.facts,
        "from": by,
        "date": int(time.time()),
        "old_chat_member": chat_member(bot.user, before, chat, rights),
        "new_chat_member": chat_member(bot.user, status, chat, restrictions),
    }
    with telegram.storage.transaction():
        chats.set_status(chat.id, bot.id, status)
        if restrictions:
            chats.restrict(chat.id, bot.id, restrictions)
        telegram.updates.put(bot.id, "my_chat_member", change)
    telegram.events.publish("chat", bot=bot.id, chat=chat.id)


def change_participant(
    telegram: Telegram, chat: Chat, user: dict[str, Any], by: dict[str, Any], status: str
) -> None:
    """The person becomes `status`: kept, and told to the bots that administer the chat."""
    chats = telegram.chats
    before = chats.participant(chat.id, user["id"]) or "left"
    if before == status:
        return
    change = {
        "chat": chat.facts,
        "from": by,
        "date": int(time.time()),
        "old_chat_member": chat_member(user, before, chat),
        "new_chat_member": chat_member(user, status, chat),
    }
    with telegram.storage.transaction():
        chats.set_participant(chat.id, user["id"], status)
        for bot_id in chats.members(chat.id):
            if chats.status(chat.id, bot_id) == "administrator":
                telegram.updates.put(bot_id, "chat_member", change)
