"""Pictures of places: made once each, off the event loop, and kept in a cache."""

from __future__ import annotations

import asyncio
import base64
import io
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from hashlib import sha256

from PIL import Image

from inference.catalogue import Catalogue, Place
from inference.images import ImageLimits
from inference.pictures import card_identity, card_jpeg, photo_identity, photo_jpeg
from inference.protocol import BusyError
from inference.service.byte_cache import ByteCache
from inference.service.picture_folder import PictureFolder

_SMALL_SIDE = 400  # pixels; the pictures inside a JSON answer
_SMALL_QUALITY = 80
_MAX_PENDING = 64
_SMALL = "small:"  # their keys begin so


@dataclass(frozen=True, slots=True)
class Picture:
    """A JPEG; `etag` changes with what it shows."""

    etag: str
    data: bytes


class Pictures:
    """The pictures of one catalogue's places; photos known only by address are not fetched.

    The small ones are kept in a folder too.
    """

    def __init__(
        self, catalogue: Catalogue, limits: ImageLimits, cache: ByteCache, folder: PictureFolder
    ) -> None:
        self._catalogue = catalogue
        self._limits = limits
        self._cache = cache
        self._folder = folder
        self._cards: dict[tuple[str, str], str] = {}
        self._pending: dict[str, asyncio.Task[bytes]] = {}

    def etag(self, place: Place, number: int, language: str) -> str:
        """What the picture of a place is known by: its photo `number`, or its card."""
        return sha256(self._key(place, number, language).encode()).hexdigest()[:32]

    async def jpeg(self, place: Place, number: int, language: str) -> Picture:
        """A place's photo `number`, or the card drawn for it. Raises BusyError."""
        key = self._key(place, number, language)
        data = await self._made(key, lambda: self._draw(place, number, language))
        return Picture(self.etag(place, number, language), data)

    async def encoded(self, place: Place, language: str) -> bytes:
        """A small picture in base64, as a JSON string. Raises BusyError."""
        key = self._key(place, 0, language)
        return await self._made(_SMALL + key, lambda: _encoded(self._small(key, place, language)))

    def kept(self, place: Place, language: str) -> bytes | None:
        """What `encoded` gives, where it has to be waited for by nobody."""
        return self._cache.get(_SMALL + self._key(place, 0, language))

    def _key(self, place: Place, number: int, language: str) -> str:
        photos = self._catalogue.photos.get(place.id, ())
        if number < len(photos) and photos[number].path is not None:
            # With the place's language as well: a photo that cannot be read gives way to the card.
            return f"photo:{photo_identity(photos[number])}:{self._card(place, language)}"
        return f"card:{self._card(place, language)}"

    def _card(self, place: Place, language: str) -> str:
        key = (place.id, language)
        if key not in self._cards:
            self._cards[key] = card_identity(self._catalogue, place, language)
        return self._cards[key]

    def _small(self, key: str, place: Place, language: str) -> bytes:
        kept = self._folder.get(key)
        if kept is None:
            kept = _reduced(self._draw(place, 0, language))
            self._folder.put(key, kept)
        return kept

    def _draw(self, place: Place, number: int, language: str) -> bytes:
        photos = self._catalogue.photos.get(place.id, ())
        path = photos[number].path if number < len(photos) else None
        data = None if path is None else photo_jpeg(path, self._limits)
        return card_jpeg(self._catalogue, place, language) if data is None else data

    async def _made(self, key: str, make: Callable[[], bytes]) -> bytes:
        """From the cache, else made once for all who ask meanwhile, even if one of them leaves."""
        data = self._cache.get(key)
        if data is not None:
            return data
        task = self._pending.get(key)
        if task is None:
            if len(self._pending) >= _MAX_PENDING:
                raise BusyError("too many pictures are being drawn")
            task = self._pending[key] = asyncio.create_task(self._make(key, make))
            task.add_done_callback(lambda _: self._pending.pop(key, None))
        return await asyncio.shield(task)

    async def _make(self, key: str, make: Callable[[], bytes]) -> bytes:
        loop = asyncio.get_running_loop()
        data = await loop.run_in_executor(_painters, make)
        self._cache.put(key, data)
        return data


# Two of the machine's cores at most: photos and words are waiting as well.
_painters = ThreadPoolExecutor(2, thread_name_prefix="picture")


def _reduced(jpeg: bytes) -> bytes:
    image = Image.open(io.BytesIO(jpeg))
    image.draft("RGB", (_SMALL_SIDE, _SMALL_SIDE))
    image.thumbnail((_SMALL_SIDE, _SMALL_SIDE))
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=_SMALL_QUALITY)
    return buffer.getvalue()


def _encoded(jpeg: bytes) -> bytes:
    """In base64, as a JSON string."""
    return b'"' + base64.b64encode(jpeg) + b'"'
