"""Which picture shows a place: its photo where there is a usable one, else the card drawn for it.

A picture's key names what it shows, so a changed photo or a redrawn card is a new picture, and the
old file_id is never asked for again.
"""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from aiogram.types import BufferedInputFile

from bot.dead_addresses import DeadAddresses
from bot.store import Store
from inference import Catalogue, Hit, ImageLimits, Photo
from inference.credits import Credit, credit_of
from inference.pictures import card_identity, card_jpeg, photo_identity, photo_jpeg


@dataclass(frozen=True, slots=True)
class Picture:
    """What is sent for a place: `media` is a file_id, an address or an upload.

    `credit` is that of the photo; a drawn card has none.
    """

    key: str
    media: str | BufferedInputFile
    credit: Credit | None = None

    @property
    def address(self) -> str | None:
        """Where Telegram is to fetch the picture, if it is."""
        media = self.media
        return media if isinstance(media, str) and media.startswith(("http:", "https:")) else None


@dataclass(frozen=True, slots=True)
class KnownPicture:
    """A picture that Telegram has; `credit` is that of the photo, a drawn card has none."""

    file_id: str
    credit: Credit | None


class Pictures:
    """The pictures of a catalogue's places: file_ids that the store knows, addresses, bytes."""

    def __init__(self, catalogue: Catalogue, store: Store, limits: ImageLimits) -> None:
        self.catalogue = catalogue
        self.dead = DeadAddresses()
        self._store = store
        self._limits = limits

    async def of(
        self, bot_id: int, hits: Sequence[Hit], language: str, addresses: bool = True
    ) -> list[Picture]:
        """What to send for each hit; without `addresses` nothing that Telegram has to fetch."""
        keys = [key for hit in hits for key in self.keys(hit, language)]
        known = await self._store.file_ids(bot_id, keys)
        pictures = (self._picture(hit, language, known, addresses) for hit in hits)
        return list(await asyncio.gather(*pictures))

    async def known(
        self, bot_id: int, hits: Sequence[Hit], language: str
    ) -> Mapping[str, KnownPicture]:
        """By place id what Telegram has: the hit's photo, else the place's card."""
        keys = {hit.place.id: self.keys(hit, language) for hit in hits}
        known = await self._store.file_ids(bot_id, [key for own in keys.values() for key in own])
        pictures = {}
        for hit in hits:
            *photo_key, card_key = keys[hit.place.id]
            if photo_key and photo_key[0] in known:
                pictures[hit.place.id] = KnownPicture(known[photo_key[0]], credit_of(hit.photo))
            elif card_key in known:
                pictures[hit.place.id] = KnownPicture(known[card_key], None)
        return pictures

    async def lacking(self, bot_id: int, hits: Sequence[Hit], language: str) -> set[str]:
        """The keys of the pictures that may have to be uploaded to show the hits."""
        keys = {hit.place.id: self.keys(hit, language) for hit in hits}
        known = await self._store.file_ids(bot_id, [key for own in keys.values() for key in own])
        return {key for hit in hits for key in self._lacking(hit, keys[hit.place.id], known)}

    def _lacking(self, hit: Hit, keys: Sequence[str], known: Collection[str]) -> Sequence[str]:
        shown_by_card = self.usable(hit.photo) is None and keys[-1] in known
        return () if keys[0] in known or shown_by_card else [k for k in keys if k not in known]

    def usable(self, photo: Photo | None) -> Photo | None:
        """The photo, but none of which all there is is an address that Telegram cannot fetch."""
        dead = photo is not None and photo.path is None and (photo.url or "") in self.dead
        return None if dead else photo

    async def _picture(
        self, hit: Hit, language: str, known: Mapping[str, str], addresses: bool
    ) -> Picture:
        """The place's photo where it has a usable one, else the card drawn for it."""
        *photo_key, card_key = self.keys(hit, language)
        photo, credit = hit.photo, credit_of(hit.photo)
        if photo is not None:
            (key,) = photo_key
            if key in known:
                return Picture(key, known[key], credit)
            if photo.path is not None:
                data = await asyncio.to_thread(photo_jpeg, photo.path, self._limits)
                if data is not None:
                    return Picture(key, BufferedInputFile(data, f"{hit.place.id}.jpg"), credit)
            if photo.url is not None and addresses and photo.url not in self.dead:
                return Picture(key, photo.url, credit)
        if card_key in known:
            return Picture(card_key, known[card_key])
        data = await asyncio.to_thread(card_jpeg, self.catalogue, hit.place, language)
        return Picture(card_key, BufferedInputFile(data, f"{hit.place.id}.jpg"))

    def keys(self, hit: Hit, language: str) -> tuple[str, ...]:
        """The key of the hit's photo, if it has one, and that of its card, which may stand in."""
        card = f"card:{card_identity(self.catalogue, hit.place, language)}"
        return (card,) if hit.photo is None else (f"photo:{photo_identity(hit.photo)}", card)
