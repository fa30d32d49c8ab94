"""A place's picture: a file_id if Telegram has it, else its address, else its bytes.

A picture is uploaded once. Its key names what it shows, so a changed photo or a redrawn card is a
new picture, and the old file_id is never asked for again.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from html import escape
from weakref import WeakValueDictionary

from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest
from aiogram.types import (
    BufferedInputFile,
    InlineKeyboardMarkup,
    InputMediaPhoto,
    Message,
)
from sqlalchemy.exc import SQLAlchemyError

from bot.destination import Destination
from bot.store import Store
from bot.views.names import short_name
from inference import Catalogue, Hit, ImageLimits, Place
from inference.pictures import card_identity, card_jpeg, photo_identity, photo_jpeg

log = logging.getLogger(__name__)

# Telegram says one of these when it can no longer use a file_id or cannot fetch an address.
_UNUSABLE_MEDIA = (
    "file_id",
    "file identifier",
    "http url",
    "web page",
    "webpage",
    "wrong type",
    "photo_invalid",
    "image_process_failed",
)


@dataclass(frozen=True, slots=True)
class Picture:
    """What is sent for a place: `media` is a file_id, an address or an upload."""

    key: str
    media: str | BufferedInputFile


class Gallery:
    """Sends albums of places and remembers what they were uploaded as."""

    def __init__(self, catalogue: Catalogue, store: Store, limits: ImageLimits) -> None:
        self.catalogue = catalogue
        self._store = store
        self._limits = limits
        self._uploading: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def send_place(
        self,
        bot: Bot,
        to: int | Destination,
        place: Place,
        caption: str,
        language: str,
        keyboard: InlineKeyboardMarkup | None = None,
    ) -> Message:
        """Send the place's picture with its card as the caption."""
        hits = [self.hit(place)]
        return (await self.send(bot, to, hits, caption, language, keyboard))[0]

    def hit(self, place: Place) -> Hit:
        """The place with the photo that stands for it, as if it had been found by name."""
        photos = self.catalogue.photos.get(place.id)
        return Hit(place, 1.0, photos[0] if photos else None, "name")

    async def file_ids(self, bot_id: int, hits: Sequence[Hit], language: str) -> Mapping[str, str]:
        """By place id what Telegram has: the photo's file_id, else that of the card."""
        keys = {hit.place.id: self._keys(hit, language) for hit in hits}
        known = await self._store.file_ids(bot_id, [key for own in keys.values() for key in own])
        found = {place: [known[key] for key in own if key in known] for place, own in keys.items()}
        return {place: file_ids[0] for place, file_ids in found.items() if file_ids}

    async def upload(self, bot: Bot, chat_id: int, hit: Hit, language: str) -> None:
        """Send a hit's picture to a chat for its file_id alone.

        Takes no lock: an answer that needs the same picture must not wait for this chat's turn.
        """
        where = Destination(chat_id, silent=True)
        caption = escape(short_name(hit.place, language), quote=False)
        await self._send(bot, where, [hit], caption, language, None)

    async def forget(self, bot_id: int, hits: Sequence[Hit], language: str) -> None:
        """Forget file_ids that Telegram refuses, so that the pictures are uploaded again."""
        keys = [key for hit in hits for key in self._keys(hit, language)]
        await self._store.forget_uploads(bot_id, keys)

    async def send(
        self,
        bot: Bot,
        to: int | Destination,
        hits: Sequence[Hit],
        caption: str,
        language: str,
        keyboard: InlineKeyboardMarkup | None = None,
    ) -> list[Message]:
        """Send the hits' pictures as one album under one caption (a lone hit as a photo).

        `to` is a chat or a destination; only a lone photo can have a keyboard.
        """
        where = Destination(to) if isinstance(to, int) else to
        keys = [key for hit in hits for key in self._keys(hit, language)]
        async with AsyncExitStack() as stack:
            known = await self._store.file_ids(bot.id, keys)
            # Who asks for a picture that is being uploaded waits for its file_id. All take their
            # locks in one order, so none waits for another in a ring.
            for key in sorted(set(keys) - set(known)):
                await stack.enter_async_context(self._lock(f"{bot.id}:{key}"))
            return await self._send(bot, where, hits, caption, language, keyboard)

    def _lock(self, key: str) -> asyncio.Lock:
        return self._uploading.setdefault(key, asyncio.Lock())

    async def _send(
        self,
        bot: Bot,
        to: Destination,
        hits: Sequence[Hit],
        caption: str,
        language: str,
        keyboard: InlineKeyboardMarkup | None,
    ) -> list[Message]:
        pictures = await self._pictures(bot, hits, language)
        try:
            messages = await _send_pictures(bot, to, pictures, caption, keyboard)
        except TelegramBadRequest as error:
            if not is_unusable(error):
                raise
            log.warning("Telegram refused a picture (%s); uploading again.", error.message)
            refused = [picture.key for picture in pictures if isinstance(picture.media, str)]
            await self._store.forget_uploads(bot.id, refused)
            pictures = await self._pictures(bot, hits, language, addresses=False)
            messages = await _send_pictures(bot, to, pictures, caption, keyboard)
        await self._remember(bot, pictures, messages)
        return messages

    async def _remember(
        self, bot: Bot, pictures: Sequence[Picture], messages: Sequence[Message]
    ) -> None:
        file_ids = {
            picture.key: message.photo[-1].file_id
            for picture, message in zip(pictures, messages, strict=True)
            if message.photo and picture.media != message.photo[-1].file_id
        }
        try:
            await self._store.remember_uploads(bot.id, file_ids)
        except SQLAlchemyError:
            # The album has been sent; it will be uploaded once more, which is no reason to say so.
            log.exception("The file_ids of %d pictures could not be kept.", len(file_ids))

    async def _pictures(
        self, bot: Bot, hits: Sequence[Hit], language: str, addresses: bool = True
    ) -> list[Picture]:
        keys = [key for hit in hits for key in self._keys(hit, language)]
        known = await self._store.file_ids(bot.id, keys)
        pictures = (self._picture(hit, language, known, addresses) for hit in hits)
        return list(await asyncio.gather(*pictures))

    async def _picture(
        self, hit: Hit, language: str, known: Mapping[str, str], addresses: bool
    ) -> Picture:
        """The place's photo where it has a usable one, else the card drawn for it."""
        *photo_key, card_key = self._keys(hit, language)
        for key in photo_key:
            if key in known:
                return Picture(key, known[key])
            photo = hit.photo
            if photo is not None and photo.path is not None:
                data = await asyncio.to_thread(photo_jpeg, photo.path, self._limits)
                if data is not None:
                    return Picture(key, BufferedInputFile(data, f"{hit.place.id}.jpg"))
            elif photo is not None and photo.url is not None and addresses:
                return Picture(key, photo.url)
        if card_key in known:
            return Picture(card_key, known[card_key])
        data = await asyncio.to_thread(card_jpeg, self.catalogue, hit.place, language)
        return Picture(card_key, BufferedInputFile(data, f"{hit.place.id}.jpg"))

    def _keys(self, hit: Hit, language: str) -> tuple[str, ...]:
        """The key of the hit's photo, if it has one, and that of its card, which may stand in."""
        card = f"card:{card_identity(self.catalogue, hit.place, language)}"
        return (card,) if hit.photo is None else (f"photo:{photo_identity(hit.photo)}", card)


def is_unusable(error: TelegramBadRequest) -> bool:
    """Whether Telegram refused a picture: an unknown file_id, an address it cannot read."""
    return any(phrase in error.message.lower() for phrase in _UNUSABLE_MEDIA)


async def _send_pictures(
    bot: Bot,
    to: Destination,
    pictures: Sequence[Picture],
    caption: str,
    keyboard: InlineKeyboardMarkup | None,
) -> list[Message]:
    if len(pictures) == 1:
        # By the documentation an album has at least two items.
        message = await bot.send_photo(
            to.chat_id,
            pictures[0].media,
            caption=caption,
            reply_markup=keyboard,
            message_thread_id=to.thread,
            reply_parameters=to.reply,
            disable_notification=to.silent or None,
        )
        return [message]
    media = [
        InputMediaPhoto(media=picture.media, caption=caption if number == 0 else None)
        for number, picture in enumerate(pictures)
    ]
    return await bot.send_media_group(
        to.chat_id, [*media], message_thread_id=to.thread, reply_parameters=to.reply
    )
