"""Methods about the bot itself and the chats it is in."""

from __future__ import annotations

from typing import Any

from bot.playground.errors import bad_request
from bot.playground.members import permissions
from bot.playground.membership import change_status
from bot.playground.methods.call import Call, Method


async def get_me(call: Call) -> dict[str, Any]:
    return {
        **call.bot.user,
        "can_join_groups": True,
        "can_read_all_group_messages": call.bot.reads_all_group_messages,
        "supports_inline_queries": call.bot.answers_inline,
        "can_connect_to_business": False,
        "has_main_web_app": False,
        "has_topics_enabled": False,
        "allows_users_to_create_topics": False,
    }


async def get_chat(call: Call) -> dict[str, Any]:
    chat = call.chat()
    facts = dict(chat.facts)
    if chat.type in ("group", "supergroup"):
        taken = call.telegram.chats.restrictions(chat.id, call.bot.id)
        facts["permissions"] = permissions(taken if chat.type == "group" else {})
    return {
        **facts,
        "accent_color_id": 0,
        "max_reaction_count": 11,
        "accepted_gift_types": {
            "unlimited_gifts": False,
            "limited_gifts": False,
            "unique_gifts": False,
            "premium_subscription": False,
            "gifts_from_channels": False,
        },
    }


async def leave_chat(call: Call) -> bool:
    chat = call.chat()
    if chat.private:
        raise bad_request("chat member status can't be changed in private chats")
    change_status(call.telegram, chat, call.bot, call.bot.user, "left")
    return True


async def say_goodbye(call: Call) -> bool:
    """logOut and close: the playground has nothing to move to another server."""
    return True


METHODS: dict[str, Method] = {
    "getMe": get_me,
    "getChat": get_chat,
    "leaveChat": leave_chat,
    "logOut": say_goodbye,
    "close": say_goodbye,
}
