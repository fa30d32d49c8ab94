"""What happens to the bot in groups: it is added, promoted, restricted, removed, and they move."""

from __future__ import annotations

import logging

from aiogram import Bot, F, Router
from aiogram.enums import ChatType
from aiogram.exceptions import TelegramBadRequest
from aiogram.filters import IS_MEMBER, IS_NOT_MEMBER, ChatMemberUpdatedFilter
from aiogram.types import (
    ChatMember,
    ChatMemberAdministrator,
    ChatMemberOwner,
    ChatMemberRestricted,
    ChatMemberUpdated,
    ErrorEvent,
    Message,
)

from bot.rights import lacks_rights
from bot.services import Services
from bot.texts import Texts

log = logging.getLogger(__name__)

IN_GROUP = F.chat.type.in_({ChatType.GROUP, ChatType.SUPERGROUP})


def build_router() -> Router:
    router = Router(name="membership")
    change = router.my_chat_member
    change.register(greet, IN_GROUP, ChatMemberUpdatedFilter(IS_NOT_MEMBER >> IS_MEMBER))
    change.register(leave, IN_GROUP, ChatMemberUpdatedFilter(IS_MEMBER >> IS_NOT_MEMBER))
    change.register(take_rights, IN_GROUP)
    router.message.register(move_to, F.migrate_to_chat_id.as_("new"))
    router.message.register(move_from, F.migrate_from_chat_id.as_("old"))
    return router


async def greet(event: ChatMemberUpdated, bot: Bot, services: Services, texts: Texts) -> None:
    """Say how to ask and, where the bot does not see all messages, how an admin changes that."""
    services.groups.rights_changed(event.chat.id)
    mute = isinstance(event.new_chat_member, ChatMemberRestricted) and (
        not event.new_chat_member.can_send_messages
    )
    if mute or services.groups.has_moved_here(event.chat.id):
        return
    lines = [texts("groups-hello"), texts("groups-how")]
    if not await sees_all(bot, event.new_chat_member):
        lines.append(texts("groups-blind"))
    await bot.send_message(event.chat.id, "\n\n".join(lines))


async def leave(event: ChatMemberUpdated, services: Services) -> None:
    services.groups.forget(event.chat.id)
    await services.store.remember(_told(event.chat.id), "")


async def take_rights(event: ChatMemberUpdated, bot: Bot, services: Services, texts: Texts) -> None:
    services.groups.rights_changed(event.chat.id)
    if await sees_all(bot, event.new_chat_member):
        await services.store.remember(_told(event.chat.id), "")
    else:
        await tell_if_blind(event.chat.id, bot, services, texts)


async def tell_if_blind(
    chat_id: int, bot: Bot, services: Services, texts: Texts, thread: int | None = None
) -> None:
    """Say once how the bot gets to see photos, in a group that wants every photo recognised.

    `thread` is the topic in which it was wanted.
    """
    if not (await services.store.chat(chat_id)).every_photo:
        return
    if await services.store.recall(_told(chat_id)):
        return
    if await sees_all(bot, await bot.get_chat_member(chat_id, bot.id)):
        return
    await services.store.remember(_told(chat_id), "1")
    await bot.send_message(chat_id, texts("groups-blind-photos"), message_thread_id=thread)


async def sees_all(bot: Bot, member: ChatMember) -> bool:
    """Whether photos and mentions of a group reach the bot, which is `member` there.

    The owner may have switched privacy mode since the start, so Telegram is asked anew.
    """
    if isinstance(member, ChatMemberAdministrator | ChatMemberOwner):
        return True
    return bool((await bot.get_me()).can_read_all_group_messages)


async def move_to(message: Message, new: int, services: Services) -> None:
    await services.groups.move(message.chat.id, new)


async def move_from(message: Message, old: int, services: Services) -> None:
    await services.groups.move(old, message.chat.id)


def lacks_rights_there(event: ErrorEvent) -> bool:
    """A filter of errors: the bot may not write in the chat."""
    return isinstance(event.exception, TelegramBadRequest) and lacks_rights(event.exception)


async def note_no_rights(event: ErrorEvent, services: Services) -> None:
    """There is nobody to tell: every word would be refused as well."""
    chat_id = getattr(getattr(event.exception, "method", None), "chat_id", None)
    if isinstance(chat_id, int) and services.groups.silence(chat_id):
        log.info("The bot may not write in the group %d: %s", chat_id, event.exception)


def _told(chat_id: int) -> str:
    return f"groups:told:{chat_id}"
