"""ChatMember objects, and the rights that come with a status.

https://core.telegram.org/bots/api#chatmember
"""

from __future__ import annotations

from typing import Any

from bot.playground.chats import Chat, Chats
from bot.playground.errors import bad_request

PRESENT = frozenset({"creator", "administrator", "member", "restricted"})
SENDING = (
    "can_send_messages",
    "can_send_audios",
    "can_send_documents",
    "can_send_photos",
    "can_send_videos",
    "can_send_video_notes",
    "can_send_voice_notes",
    "can_send_polls",
    "can_send_other_messages",
)
_ADMINISTRATION = (
    "is_anonymous",
    "can_manage_chat",
    "can_delete_messages",
    "can_manage_video_chats",
    "can_restrict_members",
    "can_promote_members",
    "can_change_info",
    "can_invite_users",
    "can_post_stories",
    "can_edit_stories",
    "can_delete_stories",
    "can_send_welcome_messages",
)
_GRANTED = frozenset({"can_manage_chat", "can_delete_messages", "can_invite_users"})
_RIGHT_FOR = {
    "photo": ("photos", "photos"),
    "document": ("documents", "documents"),
    "venue": ("messages", "venues"),
    "location": ("messages", "locations"),
    "text": ("messages", "text messages"),
}


def chat_member(
    user: dict[str, Any], status: str, chat: Chat, restrictions: dict[str, bool] | None = None
) -> dict[str, Any]:
    """The ChatMember of a person or a bot with that status in that chat."""
    member: dict[str, Any] = {"status": status, "user": user}
    if status == "creator":
        member["is_anonymous"] = False
    elif status == "kicked":
        member["until_date"] = 0
    elif status == "administrator":
        member["can_be_edited"] = False
        member |= {right: right in _GRANTED for right in _ADMINISTRATION}
        if chat.type == "channel":
            member |= {"can_post_messages": True, "can_edit_messages": True}
        else:
            member["can_pin_messages"] = False
    elif status == "restricted":
        member |= {"is_member": True, "until_date": 0, **permissions(restrictions or {})}
    return member


def permissions(restrictions: dict[str, bool]) -> dict[str, bool]:
    """A ChatPermissions object. Who may not write at all may send nothing else either."""
    messages = restrictions.get("can_send_messages", True)
    rights = {right: messages and restrictions.get(right, True) for right in SENDING}
    return rights | {
        "can_add_web_page_previews": messages,
        "can_change_info": False,
        "can_invite_users": True,
        "can_pin_messages": False,
        "can_manage_topics": False,
        "can_edit_tag": False,
        "can_react_to_messages": messages,
    }


def check_rights(chats: Chats, chat: Chat, bot_id: int, content: dict[str, Any]) -> None:
    """ApiError 400 in the real words for a message the bot has no right to send there."""
    status = chats.status(chat.id, bot_id)
    if chat.type == "channel" and status != "administrator":
        raise bad_request("need administrator rights in the channel chat")
    if chat.private or status == "administrator":
        return
    rights = permissions(chats.restrictions(chat.id, bot_id))
    for kind, (right, what) in _RIGHT_FOR.items():
        if kind in content:
            if not rights[f"can_send_{right}"]:
                raise bad_request(f"not enough rights to send {what} to the chat")
            return
