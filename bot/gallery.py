"""A place's picture: a file_id if Telegram has it, else its address, else its bytes.

A picture is uploaded once, and whatever shows a photo says who made it.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping, Sequence
from contextlib import AsyncExitStack
from html import escape
from weakref import WeakValueDictionary

from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest
from aiogram.types import InlineKeyboardMarkup, Message
from sqlalchemy.exc import SQLAlchemyError

from bot.destination import Destination
from bot.picture_sending import is_unusable, refused_picture, send_pictures
from bot.pictures import KnownPicture, Picture, Pictures
from bot.store import Store
from bot.texts import texts_in
from bot.views.credits import credited
from bot.views.names import short_name
from inference import Catalogue, Hit, ImageLimits, Photo, Place

log = logging.getLogger(__name__)

# One for each picture that Telegram names; in the last it has nothing to fetch.
_RETRIES = 4


class Gallery:
    """Sends albums of places and remembers what they were uploaded as."""

    def __init__(self, catalogue: Catalogue, store: Store, limits: ImageLimits) -> None:
        self._pictures = Pictures(catalogue, store, limits)
        self._store = store
        self._uploading: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    @property
    def catalogue(self) -> Catalogue:
        return self._pictures.catalogue

    @catalogue.setter
    def catalogue(self, catalogue: Catalogue) -> None:
        self._pictures.catalogue = catalogue

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
        return Hit(place, 1.0, self.catalogue.first_photo(place.id), "name")

    def usable(self, photo: Photo | None) -> Photo | None:
        """The photo, None for one whose address Telegram could not fetch within the last day."""
        return self._pictures.usable(photo)

    async def known_pictures(
        self, bot_id: int, hits: Sequence[Hit], language: str
    ) -> Mapping[str, KnownPicture]:
        """By place id what Telegram has: the hit's photo, else the place's card."""
        return await self._pictures.known(bot_id, hits, language)

    async def upload(self, bot: Bot, chat_id: int, hit: Hit, language: str) -> None:
        """Send a hit's picture to a chat for its file_id alone.

        Takes no lock: an answer that needs the same picture must not wait for this chat's turn.
        """
        where = Destination(chat_id, silent=True)
        caption = escape(short_name(hit.place, language), quote=False)
        await self._send(bot, where, [hit], caption, language, None)

    async def forget(self, bot_id: int, hits: Sequence[Hit], language: str) -> None:
        """Forget file_ids that Telegram refuses, so that the pictures are uploaded again."""
        keys = [key for hit in hits for key in self._pictures.keys(hit, language)]
        await self._store.forget_uploads(bot_id, keys)

    async def send(
        self,
        bot: Bot,
        to: int | Destination,
        hits: Sequence[Hit],
        caption: str,
        language: str,
        keyboard: InlineKeyboardMarkup | None = None,
        first: int = 1,
    ) -> list[Message]:
        """Send the hits' pictures as one album under one caption (a lone hit as a photo).

        The credits of the photos among them are added to the caption; in an album they are numbered
        from `first`. `to` is a chat or a destination; only a lone photo can have a keyboard.
        """
        where = Destination(to) if isinstance(to, int) else to
        async with AsyncExitStack() as stack:
            # Who asks for a picture that is being uploaded waits for its file_id. All take their
            # locks in one order, so none waits for another in a ring.
            for key in sorted(await self._pictures.lacking(bot.id, hits, language)):
                await stack.enter_async_context(self._lock(f"{bot.id}:{key}"))
            return await self._send(bot, where, hits, caption, language, keyboard, first)

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
        first: int = 1,
    ) -> list[Message]:
        addresses, retries = True, _RETRIES
        while True:
            pictures = await self._pictures.of(bot.id, hits, language, addresses)
            credits = [picture.credit for picture in pictures]
            shown = credited(caption, credits, texts_in(language), first)
            try:
                messages = await send_pictures(bot, to, pictures, shown, keyboard)
            except TelegramBadRequest as error:
                replaceable = any(isinstance(picture.media, str) for picture in pictures)
                if not (retries and replaceable and is_unusable(error)):
                    raise
                number = refused_picture(error, len(pictures))
                log.warning(
                    "Telegram refused the picture of %s (%s); sending another.",
                    "a place" if number is None else hits[number].place.id,
                    error.message,
                )
                retries -= 1
                await self._give_up(bot, pictures, number, everything=retries == 0)
                addresses = number is not None and retries > 0
            else:
                await self._remember(bot, pictures, messages)
                return messages

    async def _give_up(
        self, bot: Bot, pictures: Sequence[Picture], number: int | None, everything: bool
    ) -> None:
        """Forget the picture that Telegram refused; all where it does not say which (None)."""
        if number is not None and (address := pictures[number].address) is not None:
            self._pictures.dead.add(address)
        given_up = pictures if number is None or everything else [pictures[number]]
        file_ids = [picture.key for picture in given_up if isinstance(picture.media, str)]
        await self._store.forget_uploads(bot.id, file_ids)

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
