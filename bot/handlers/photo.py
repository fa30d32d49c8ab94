"""A photo, an album, or an image sent as a file, in a private chat → one reply.

A caption that is edited to name another city is answered anew.
"""

from __future__ import annotations

from collections.abc import Sequence

from aiogram import Bot, F, Router
from aiogram.enums import ChatType
from aiogram.types import Message

from bot.answering.photos import answer_photos
from bot.photo_files import photo_of
from bot.services import Services
from bot.texts import Texts


def build_router() -> Router:
    router = Router(name="photo")
    for observer in (router.message, router.edited_message):
        observer.filter(F.chat.type == ChatType.PRIVATE)
    router.message.register(recognize_album, F.media_group_id, F.photo | F.document)
    router.message.register(recognize, F.photo | F.document)
    # The rest of an edited album is not at hand any more, so its answer stays.
    router.edited_message.register(recognize, ~F.media_group_id, F.photo | F.document)
    return router


async def recognize(message: Message, bot: Bot, services: Services, texts: Texts) -> None:
    await _answer([message], bot, services, texts)


async def recognize_album(message: Message, bot: Bot, services: Services, texts: Texts) -> None:
    async with services.albums.gather(message) as messages:
        if messages:
            await _answer(messages, bot, services, texts)


async def _answer(messages: Sequence[Message], bot: Bot, services: Services, texts: Texts) -> None:
    """Take photos of one place together; files that are no images are left out of an album."""
    shown = [(message, file) for message in messages if (file := photo_of(message)) is not None]
    if not shown:
        await messages[0].reply(texts("refusal-unsupported_format"))
        return
    words = next((message.caption for message in messages if message.caption), "")
    city = await services.chosen_city(messages[0].chat.id)
    files = [file for _, file in shown]
    await answer_photos(shown[0][0], files, bot, services, texts, city=city, words=words)
