"""Who may change what a chat has chosen: anybody in private, in groups its administrators."""

from __future__ import annotations

from aiogram import Bot
from aiogram.enums import ChatMemberStatus, ChatType
from aiogram.exceptions import TelegramBadRequest, TelegramForbiddenError
from aiogram.types import CallbackQuery, Message

_ADMINISTRATORS = (ChatMemberStatus.CREATOR, ChatMemberStatus.ADMINISTRATOR)


async def may_change(event: Message | CallbackQuery, bot: Bot) -> bool:
    """Whether who sent the message, or tapped the button, may change its chat's settings."""
    message = event if isinstance(event, Message) else event.message
    if message is None:
        return False
    if message.chat.type == ChatType.PRIVATE:
        return True
    # An administrator who stays anonymous writes in the name of the group itself.
    sender = event.sender_chat if isinstance(event, Message) else None
    if sender is not None:
        return sender.id == message.chat.id
    if event.from_user is None:
        return False
    try:
        member = await bot.get_chat_member(message.chat.id, event.from_user.id)
    except (TelegramBadRequest, TelegramForbiddenError):
        return False
    return member.status in _ADMINISTRATORS
