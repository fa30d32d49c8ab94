"""Which file of a message is read as its photo."""

from __future__ import annotations

from pathlib import PurePath

from aiogram.types import Document, ExternalReplyInfo, Message, PhotoSize

# More pixels on the short side tell the recogniser nothing.
ENOUGH_PIXELS = 480
_IMAGE_SUFFIXES = frozenset(
    {".jpg", ".jpeg", ".jpe", ".png", ".webp", ".heic", ".heif", ".gif", ".bmp", ".tif", ".tiff"}
)


def photo_of(message: Message | ExternalReplyInfo) -> PhotoSize | Document | None:
    """The size of the photo that is read, or the file that says it is an image."""
    if message.photo:
        return _size_to_read(message.photo)
    if message.document is not None and _looks_like_image(message.document):
        return message.document
    return None


def _size_to_read(sizes: list[PhotoSize]) -> PhotoSize:
    """The smallest size that is large enough to recognise; the largest where none is."""
    by_pixels = sorted(sizes, key=lambda size: size.width * size.height)
    enough = (size for size in by_pixels if min(size.width, size.height) >= ENOUGH_PIXELS)
    return next(enough, by_pixels[-1])


def _looks_like_image(document: Document) -> bool:
    """By type or name; what it really is, decoding tells."""
    suffix = PurePath(document.file_name or "").suffix.lower()
    return (document.mime_type or "").startswith("image/") or suffix in _IMAGE_SUFFIXES
