"""Groups: an answer to whoever addresses the bot, and to every photo where an admin wants it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from aiogram import Bot, F, Router
from aiogram.enums import ChatType
from aiogram.exceptions import TelegramBadRequest
from aiogram.filters import Command
from aiogram.types import Message

from bot.addressing import Address, addressed, sent_through
from bot.answering.photos import answer_photos
from bot.answering.words import answer_words
from bot.photo_files import photo_of
from bot.rights import refuses_photos
from bot.services import Services
from bot.texts import Texts

IN_GROUP = F.chat.type.in_({ChatType.GROUP, ChatType.SUPERGROUP})


def build_router() -> Router:
    router = Router(name="group")
    router.message.register(explain, IN_GROUP, Command("start", "help", ignore_case=True))
    router.message.register(answer_album, IN_GROUP, F.media_group_id, F.photo | F.document)
    router.message.register(answer, IN_GROUP, _meant)
    router.message.register(answer_every_photo, IN_GROUP, F.photo | F.document)
    router.edited_message.register(answer_edited, IN_GROUP, _meant)
    # The two commands are habits; they do no harm elsewhere.
    router.message.register(answer, Command("where", "find", ignore_case=True), _meant)
    return router


async def _meant(message: Message, bot: Bot) -> bool | dict[str, Any]:
    """A filter: the message addresses the bot; hands the handler what it asks."""
    address = addressed(message, await bot.me())
    return False if address is None else {"address": address}


async def explain(message: Message, texts: Texts) -> None:
    await message.reply(texts("groups-how"))


async def answer(
    message: Message, address: Address, bot: Bot, services: Services, texts: Texts
) -> None:
    if address.photo is not None:
        city = await services.chosen_city(message.chat.id)
        files, words = [address.photo], address.words
        await answer_photos(
            address.target, files, bot, services, texts, city=city, words=words, asking=message
        )
    elif address.words:
        await _answer_words(message, address.words, bot, services, texts)
    elif message.chat.type == ChatType.PRIVATE:
        await message.reply(texts(f"groups-{address.manner.value}-here"))
    else:
        await message.reply(texts("groups-how"))


async def answer_edited(
    message: Message, address: Address, bot: Bot, services: Services, texts: Texts
) -> None:
    """Words that were edited are searched again, and a photo if they name another city now."""
    if message.media_group_id is None and (address.photo is not None or address.words):
        await answer(message, address, bot, services, texts)


async def answer_album(message: Message, bot: Bot, services: Services, texts: Texts) -> None:
    """An album is one photo's worth: whichever of its captions addresses the bot."""
    async with services.albums.gather(message) as messages:
        if not messages:
            return
        me = await bot.me()
        found = (addressed(part, me) for part in messages)
        address = next((address for address in found if address is not None), None)
        if address is None:
            if await _wanted(messages[0], bot, services):
                await _answer_unasked(messages, bot, services, texts)
        elif address.photo is None:
            await answer(address.target, address, bot, services, texts)
        else:
            city = await services.chosen_city(message.chat.id)
            await answer_photos(
                address.target,
                [file for part in messages if (file := photo_of(part)) is not None],
                bot,
                services,
                texts,
                city=city,
                words=address.words,
            )


async def answer_every_photo(message: Message, bot: Bot, services: Services, texts: Texts) -> None:
    if await _wanted(message, bot, services):
        await _answer_unasked([message], bot, services, texts)


async def _wanted(message: Message, bot: Bot, services: Services) -> bool:
    """Whether a photo that nobody asked about is to be recognised."""
    sender = message.from_user
    if sent_through(message, await bot.me()) or (sender is not None and sender.id == bot.id):
        return False
    return (await services.store.chat(message.chat.id)).every_photo


async def _answer_unasked(
    messages: Sequence[Message], bot: Bot, services: Services, texts: Texts
) -> None:
    shown = [(part, file) for part in messages if (file := photo_of(part)) is not None]
    if shown:
        city = await services.chosen_city(messages[0].chat.id)
        words = next((part.caption for part in messages if part.caption), "")
        files = [file for _, file in shown]
        await answer_photos(
            shown[0][0], files, bot, services, texts, city=city, compact=True, words=words
        )


async def _answer_words(
    message: Message, words: str, bot: Bot, services: Services, texts: Texts
) -> None:
    city = await services.chosen_city(message.chat.id)
    if message.chat.type == ChatType.PRIVATE:
        await answer_words(message, words, bot, services, texts, city=city, compact=False)
        return
    with services.groups.answering(message.chat.id) as compact:
        try:
            await answer_words(message, words, bot, services, texts, city=city, compact=compact)
        except TelegramBadRequest as error:
            if compact or not refuses_photos(error):
                raise
            services.groups.note_photos_refused(message.chat.id)
            await answer_words(message, words, bot, services, texts, city=city, compact=True)
