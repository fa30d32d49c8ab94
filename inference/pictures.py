"""Pictures of places, photos and drawn cards, as JPEG, and by what they are known again."""

from __future__ import annotations

import io
import logging
from hashlib import sha256
from pathlib import Path

from PIL import ImageOps

from inference.cards import CARD_VERSION, draw_card
from inference.catalogue import Catalogue, Photo, Place
from inference.images import ImageError, ImageLimits, decode
from inference.place_names import city_name, short_name

log = logging.getLogger(__name__)

# Telegram scales photos down to this; sending more only takes longer.
PHOTO_SIDE = 1280
# Telegram refuses a photo twenty times as long as it is wide; clients show far less of one.
MAX_RATIO = 10


def photo_identity(photo: Photo) -> str:
    """What a photo is known by: another one, or one that has changed, has another."""
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


def photo_jpeg(path: Path, limits: ImageLimits) -> bytes | None:
    """A photo as messengers show it, or None where it cannot be read.

    Also leaves its EXIF, and a GPS position in it, behind.
    """
    try:
        image = decode(path.read_bytes(), limits, PHOTO_SIDE)
    except (OSError, ImageError) as error:
        log.warning("%s cannot be shown (%s); a card is shown in its place.", path, error)
        return None
    width, height = image.size
    image = ImageOps.fit(image, (min(width, MAX_RATIO * height), min(height, MAX_RATIO * width)))
    image.thumbnail((PHOTO_SIDE, PHOTO_SIDE))
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=90)
    return buffer.getvalue()


def card_identity(catalogue: Catalogue, place: Place, language: str) -> str:
    """What a place's card is known by: one that is drawn otherwise has another."""
    shown = (
        *_titles(catalogue, place, language),
        catalogue.category(place.category),
        [(p.id, p.lat, p.lon, p.category) for p in catalogue.in_city(place.city)],
    )
    return f"{CARD_VERSION}:{place.id}:{sha256(repr(shown).encode()).hexdigest()[:16]}"


def card_jpeg(catalogue: Catalogue, place: Place, language: str) -> bytes:
    """The card drawn for a place, with its name and city in the language."""
    title, subtitle = _titles(catalogue, place, language)
    category = catalogue.category(place.category)
    return draw_card(place, category, catalogue.in_city(place.city), language, title, subtitle)


def _titles(catalogue: Catalogue, place: Place, language: str) -> tuple[str, str]:
    return short_name(place, language), city_name(catalogue, place.city, language)
