"""A photo, or an image sent as a file → one reply that says what it shows."""

from __future__ import annotations

from pathlib import PurePath

from aiogram import Bot, F, Router
from aiogram.enums import ChatAction, ChatType
from aiogram.types import Document, Message, PhotoSize

from bot.chat_action import chat_action
from bot.services import Services
from bot.texts import Texts
from bot.views.recognition import recognition_reply
from inference import ImageError, ImageLimits
from inference.images import MIB

# More pixels on the short side tell the recogniser nothing.
ENOUGH_PIXELS = 480
_IMAGE_SUFFIXES = frozenset(
    {".jpg", ".jpeg", ".jpe", ".png", ".webp", ".heic", ".heif", ".gif", ".bmp", ".tif", ".tiff"}
)


def build_router() -> Router:
    router = Router(name="photo")
    router.message.filter(F.chat.type == ChatType.PRIVATE)
    router.message.register(recognize_photo, F.photo.as_("sizes"))
    router.message.register(recognize_document, F.document.as_("document"))
    return router


async def recognize_photo(
    message: Message, sizes: list[PhotoSize], bot: Bot, services: Services, texts: Texts
) -> None:
    await _answer(message, _size_to_read(sizes), bot, services, texts)


async def recognize_document(
    message: Message, document: Document, bot: Bot, services: Services, texts: Texts
) -> None:
    if _looks_like_image(document):
        await _answer(message, document, bot, services, texts)
    else:
        await message.reply(texts("refusal-unsupported_format"))


async def _answer(
    message: Message, file: PhotoSize | Document, bot: Bot, services: Services, texts: Texts
) -> None:
    city = await services.chosen_city(message.chat.id)
    async with chat_action(bot, message.chat.id, ChatAction.TYPING):
        try:
            async with services.downloads.hold(bot, file) as data:
                recognition = await services.engine.recognize(data, city)
        except ImageError as error:
            await message.reply(refusal_text(error, services.limits, texts))
            return
    reply = recognition_reply(recognition, services.catalogue, city, texts)
    await message.reply(reply.text, reply_markup=reply.keyboard)


def refusal_text(error: ImageError, limits: ImageLimits, texts: Texts) -> str:
    """Why a file is not taken as a photo, and what to do instead."""
    return texts(
        f"refusal-{error.code}",
        megabytes=limits.max_bytes // MIB,
        megapixels=limits.max_pixels // 1_000_000,
    )


def _size_to_read(sizes: list[PhotoSize]) -> PhotoSize:
    """The smallest size that is large enough to recognise; the largest where none is."""
    by_pixels = sorted(sizes, key=lambda size: size.width * size.height)
    enough = (size for size in by_pixels if min(size.width, size.height) >= ENOUGH_PIXELS)
    return next(enough, by_pixels[-1])


def _looks_like_image(document: Document) -> bool:
    """By type or name; what it really is, decoding tells."""
    suffix = PurePath(document.file_name or "").suffix.lower()
    return (document.mime_type or "").startswith("image/") or suffix in _IMAGE_SUFFIXES
