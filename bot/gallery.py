"""A place's picture: a file_id if Telegram has it, else its address, else its bytes.

A picture is uploaded once. Its key names what it shows, so a changed photo or a redrawn card is a
new picture, and the old file_id is never asked for again.
"""

from __future__ import annotations

import asyncio
import io
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest
from aiogram.types import BufferedInputFile, InputMediaPhoto, Message, ReplyParameters

from bot.cards import CARD_VERSION, draw_card
from bot.store import Store
from bot.views.names import city_name, short_name
from inference import Catalogue, Hit, ImageError, ImageLimits, Photo, Place
from inference.images import decode

log = logging.getLogger(__name__)

# Telegram scales photos down to this; sending more only takes longer.
PHOTO_SIDE = 1280
# Telegram says one of these when it can no longer use a file_id or cannot fetch an address.
_UNUSABLE_MEDIA = ("file_id", "file identifier", "http url", "web page", "webpage", "wrong type")


@dataclass(frozen=True, slots=True)
class Picture:
    """What is sent for a place: `media` is a file_id, an address or an upload."""

    key: str
    media: str | BufferedInputFile


class Gallery:
    """Sends albums of places and remembers what they were uploaded as."""

    def __init__(self, catalogue: Catalogue, store: Store, limits: ImageLimits) -> None:
        self._catalogue = catalogue
        self._store = store
        self._limits = limits

    async def send(
        self,
        bot: Bot,
        chat_id: int,
        hits: Sequence[Hit],
        caption: str,
        language: str,
        reply_to: ReplyParameters | None = None,
    ) -> list[Message]:
        """Send the hits' pictures as one album under one caption (a lone hit as a photo)."""
        pictures = await self._pictures(bot, hits, language)
        try:
            messages = await _send(bot, chat_id, pictures, caption, reply_to)
        except TelegramBadRequest as error:
            if not any(phrase in error.message.lower() for phrase in _UNUSABLE_MEDIA):
                raise
            log.warning("Telegram refused a picture (%s); uploading again.", error.message)
            await self._store.forget_uploads(bot.id, [picture.key for picture in pictures])
            pictures = await self._pictures(bot, hits, language, addresses=False)
            messages = await _send(bot, chat_id, pictures, caption, reply_to)
        file_ids = {
            picture.key: message.photo[-1].file_id
            for picture, message in zip(pictures, messages, strict=True)
            if message.photo and picture.media != message.photo[-1].file_id
        }
        await self._store.remember_uploads(bot.id, file_ids)
        return messages

    async def _pictures(
        self, bot: Bot, hits: Sequence[Hit], language: str, addresses: bool = True
    ) -> list[Picture]:
        keys = [self._key(hit, language) for hit in hits]
        known = await self._store.file_ids(bot.id, keys)

        async def picture(hit: Hit, key: str) -> Picture:
            if key in known:
                return Picture(key, known[key])
            if hit.photo and hit.photo.url and not hit.photo.path and addresses:
                return Picture(key, hit.photo.url)
            data = await asyncio.to_thread(self._bytes, hit, language)
            return Picture(key, BufferedInputFile(data, f"{hit.place.id}.jpg"))

        return list(await asyncio.gather(*(picture(h, k) for h, k in zip(hits, keys, strict=True))))

    def _key(self, hit: Hit, language: str) -> str:
        if hit.photo is not None:
            return f"photo:{_photo_identity(hit.photo)}"
        place = hit.place
        shown = (
            *self._titles(place, language),
            self._catalogue.categories[place.category],
            [(p.id, p.lat, p.lon, p.category) for p in self._catalogue.in_city(place.city)],
        )
        return f"card:{CARD_VERSION}:{place.id}:{sha256(repr(shown).encode()).hexdigest()[:16]}"

    def _titles(self, place: Place, language: str) -> tuple[str, str]:
        return short_name(place, language), city_name(self._catalogue, place.city, language)

    def _bytes(self, hit: Hit, language: str) -> bytes:
        """The JPEG of a hit: its photo from disk, else the card drawn for its place."""
        if hit.photo is not None and hit.photo.path is not None:
            try:
                return _photo_jpeg(hit.photo.path.read_bytes(), self._limits)
            except (OSError, ImageError) as error:
                log.warning("%s cannot be shown (%s); drawing a card.", hit.photo.path, error)
        place = hit.place
        title, subtitle = self._titles(place, language)
        return draw_card(
            place,
            self._catalogue.categories[place.category],
            self._catalogue.in_city(place.city),
            language,
            title,
            subtitle,
        )


def _photo_identity(photo: Photo) -> str:
    if photo.sha256:
        return photo.sha256
    if photo.path is None:
        return sha256((photo.url or "").encode()).hexdigest()
    try:
        status = photo.path.stat()
    except OSError:
        return sha256(str(photo.path).encode()).hexdigest()
    seen = f"{photo.path.name}:{status.st_size}:{status.st_mtime_ns}"
    return sha256(seen.encode()).hexdigest()


def _photo_jpeg(data: bytes, limits: ImageLimits) -> bytes:
    """A photo as Telegram would show it; also leaves its EXIF, and a GPS position in it, behind."""
    image = decode(data, limits, PHOTO_SIDE)
    image.thumbnail((PHOTO_SIDE, PHOTO_SIDE))
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=90)
    return buffer.getvalue()


async def _send(
    bot: Bot,
    chat_id: int,
    pictures: Sequence[Picture],
    caption: str,
    reply_to: ReplyParameters | None,
) -> list[Message]:
    if len(pictures) == 1:
        # By the documentation an album has at least two items.
        photo = pictures[0].media
        message = await bot.send_photo(chat_id, photo, caption=caption, reply_parameters=reply_to)
        return [message]
    media = [
        InputMediaPhoto(media=picture.media, caption=caption if number == 0 else None)
        for number, picture in enumerate(pictures)
    ]
    return await bot.send_media_group(chat_id, [*media], reply_parameters=reply_to)
