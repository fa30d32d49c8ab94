from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest
from aiogram.methods import GetChatMember
from aiogram.types import (
    Chat,
    ChatMemberAdministrator,
    ChatMemberLeft,
    ChatMemberMember,
    ChatMemberOwner,
    Message,
    User,
)

from bot.permissions import may_change

USER = User(id=1, is_bot=False, first_name="Анна")
GROUP = Chat(id=-100, type="supergroup", title="Поездка")
RIGHTS: dict[str, Any] = dict.fromkeys(
    [name for name in ChatMemberAdministrator.model_fields if name.startswith(("can_", "is_"))],
    False,
)


def said(chat: Chat, sender_chat: Chat | None = None) -> Message:
    now = datetime.now(UTC)
    return Message(message_id=1, date=now, chat=chat, from_user=USER, sender_chat=sender_chat)


def bot_that_says(answer: Any, monkeypatch: pytest.MonkeyPatch) -> Bot:
    async def get_chat_member(*_: object) -> Any:
        if isinstance(answer, Exception):
            raise answer
        return answer

    monkeypatch.setattr(Bot, "get_chat_member", get_chat_member)
    return Bot("42:token")


@pytest.mark.parametrize(
    ("member", "may"),
    [
        (ChatMemberOwner(user=USER, is_anonymous=False), True),
        (ChatMemberAdministrator(user=USER, **RIGHTS), True),
        (ChatMemberMember(user=USER), False),
        (ChatMemberLeft(user=USER), False),
        (TelegramBadRequest(GetChatMember(chat_id=1, user_id=1), "member not found"), False),
    ],
)
async def test_in_a_group_its_administrators_may(
    member: Any, may: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert await may_change(said(GROUP), bot_that_says(member, monkeypatch)) is may


async def test_in_private_anybody_may() -> None:
    assert await may_change(said(Chat(id=1, type="private")), Bot("42:token"))


async def test_an_anonymous_administrator_writes_as_the_group() -> None:
    assert await may_change(said(GROUP, sender_chat=GROUP), Bot("42:token"))


async def test_who_writes_as_a_channel_may_not() -> None:
    channel = Chat(id=-200, type="channel", title="Канал")
    assert not await may_change(said(GROUP, sender_chat=channel), Bot("42:token"))
