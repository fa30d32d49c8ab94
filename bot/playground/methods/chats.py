"""Methods about the bot itself and the chats it is in."""

from __future__ import annotations

from typing import Any

from bot.playground.errors import bad_request
from bot.playground.methods.call import Call, Method


async def get_me(call: Call) -> dict[str, Any]:
    return {
        **call.bot.user,
        "can_join_groups": True,
        "can_read_all_group_messages": call.bot.reads_all_group_messages,
        "supports_inline_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
        "has_topics_enabled": False,
        "allows_users_to_create_topics": False,
    }


async def get_chat(call: Call) -> dict[str, Any]:
    return {
        **call.chat().facts,
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


async def get_chat_member(call: Call) -> dict[str, Any]:
    """A member of a chat. In the playground's groups every person is an ordinary member."""
    chat = call.chat()
    number = call.parameters.integer("user_id")
    if number == call.bot.id:
        status = call.telegram.chats.status(chat.id, call.bot.id)
        return bot_member(call.bot.user, status or "left")
    user = call.telegram.chats.user(number)
    if user is None:
        raise bad_request("user not found")
    return {"status": "member", "user": user}


def bot_member(user: dict[str, Any], status: str) -> dict[str, Any]:
    """A ChatMember object of a bot."""
    member: dict[str, Any] = {"status": status, "user": user}
    if status == "kicked":
        member["until_date"] = 0
    if status == "administrator":
        member["can_be_edited"] = False
        rights = (
            "is_anonymous can_manage_chat can_delete_messages can_manage_video_chats "
            "can_restrict_members can_promote_members can_change_info can_invite_users "
            "can_post_stories can_edit_stories can_delete_stories can_send_welcome_messages"
        )
        member |= {right: right == "can_manage_chat" for right in rights.split()}
    return member


async def leave_chat(call: Call) -> bool:
    chat = call.chat()
    if chat.private:
        raise bad_request("chat member status can't be changed in private chats")
    call.telegram.chats.set_status(chat.id, call.bot.id, "left")
    call.telegram.events.publish("chat", bot=call.bot.id, chat=chat.id)
    return True


async def say_goodbye(call: Call) -> bool:
    """logOut and close: the playground has nothing to move to another server."""
    return True


METHODS: dict[str, Method] = {
    "getMe": get_me,
    "getChat": get_chat,
    "getChatMember": get_chat_member,
    "leaveChat": leave_chat,
    "logOut": say_goodbye,
    "close": say_goodbye,
}
