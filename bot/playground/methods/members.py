"""Who is in a chat."""

from __future__ import annotations

from typing import Any

from bot.playground.errors import bad_request
from bot.playground.members import PRESENT, chat_member
from bot.playground.methods.call import Call, Method


async def get_chat_member(call: Call) -> dict[str, Any]:
    """One member of a chat, also one who has left it."""
    chat = call.chat()
    number = call.parameters.integer("user_id")
    if number <= 0:
        raise bad_request("invalid user_id specified")
    chats = call.telegram.chats
    other = call.telegram.bots.get(number)
    if other is not None:
        status = chats.status(chat.id, number) or "left"
        return chat_member(other.user, status, chat, chats.restrictions(chat.id, number))
    user = chats.user(number)
    if user is None:
        raise bad_request("member not found")
    if chat.private:
        if number != chat.id:
            raise bad_request("member not found")
        return chat_member(user, "member", chat)
    return chat_member(user, chats.participant(chat.id, number) or "left", chat)


async def get_chat_administrators(call: Call) -> list[dict[str, Any]]:
    """The creator and the administrators; of the bots only the caller."""
    chat = call.chat()
    if chat.private:
        raise bad_request("there are no administrators in the private chat")
    chats = call.telegram.chats
    found = [
        chat_member(user, status, chat)
        for user, status in chats.participants(chat.id)
        if status in ("creator", "administrator")
    ]
    if chats.status(chat.id, call.bot.id) == "administrator":
        found.append(chat_member(call.bot.user, "administrator", chat))
    return found


async def get_chat_member_count(call: Call) -> int:
    chat = call.chat()
    if chat.private:
        return 2
    chats = call.telegram.chats
    people = sum(status in PRESENT for _, status in chats.participants(chat.id))
    return people + len(chats.members(chat.id))


METHODS: dict[str, Method] = {
    "getChatMember": get_chat_member,
    "getChatAdministrators": get_chat_administrators,
    "getChatMemberCount": get_chat_member_count,
}
