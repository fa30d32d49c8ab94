"""Addresses of files and thumbnails, and which widths there are.

https://www.mediawiki.org/wiki/Common_thumbnail_sizes
https://www.mediawiki.org/wiki/Manual:$wgThumbnailSteps
"""

from __future__ import annotations

from urllib.parse import quote

from tests.wikimedia.imitation.world import MediaFile

STEPS = (20, 40, 60, 120, 250, 330, 500, 960, 1280, 1920, 3840)
ROOT = "/upload/wikipedia/commons"
# How a kind's thumbnails are named; a kind that browsers don't show is rendered at any width.
_NAMES = {
    "image/jpeg": "{width}px-{key}",
    "image/png": "{width}px-{key}",
    "image/gif": "{width}px-{key}",
    "image/webp": "{width}px-{key}.png",
    "image/svg+xml": "{width}px-{key}.png",
    "image/tiff": "lossy-page1-{width}px-{key}.jpg",
    "application/pdf": "page1-{width}px-{key}.jpg",
    "image/vnd.djvu": "page1-{width}px-{key}.jpg",
    "video/webm": "{width}px--{key}.jpg",
}
_SHOWN_AS_IT_IS = {"image/jpeg", "image/png", "image/gif", "image/webp"}


def must_render(file: MediaFile) -> bool:
    return file.mime not in _SHOWN_AS_IT_IS


def original_url(file: MediaFile, host: str) -> str:
    return f"{host}{ROOT}/{file.folder}/{quote(file.key)}"


def original_document_url(file: MediaFile, host: str, content: str) -> str:
    """As imageinfo names it, with the marks that Commons adds to it."""
    return f"{original_url(file, host)}?{_marks(content)}"


def thumbnail(file: MediaFile, asked: int, host: str) -> tuple[str, int, int] | None:
    """(URL, width, height as imageinfo tells them), or None where there is no picture of it.

    Nothing is enlarged: a narrower file is its own thumbnail, unless it has to be rendered.
    The URL is of the next step; width and height are what was asked for.
    """
    pattern = _NAMES.get(file.mime)
    if pattern is None or file.width <= 0:
        return None
    vector = file.mime == "image/svg+xml"
    if asked >= file.width and not vector:
        if not must_render(file):
            url = original_document_url(file, host, "thumbnail_unscaled")
            return url, file.width, file.height
        width = shown = file.width
    else:
        shown = asked
        width = next((step for step in STEPS if step >= asked), STEPS[-1])
        if width > file.width and not vector:
            if not must_render(file):
                url = original_document_url(file, host, "thumbnail_unscaled")
                return url, file.width, file.height
            width = file.width
    name = pattern.format(width=width, key=file.key)
    url = f"{host}{ROOT}/thumb/{file.folder}/{quote(file.key)}/{quote(name)}?{_marks('thumbnail')}"
    return url, shown, height_at(file, shown)


def width_of(file: MediaFile, name: str) -> int | None:
    """The width in a thumbnail's name, or None where no thumbnail of the file has that name."""
    pattern = _NAMES.get(file.mime)
    if pattern is None:
        return None
    before, after = pattern.replace("{key}", file.key).split("{width}")
    if not (name.startswith(before) and name.endswith(after)):
        return None
    digits = name[len(before) : len(name) - len(after)]
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 6 else None


def height_at(file: MediaFile, width: int) -> int:
    return max(1, round(file.height * width / file.width))


def _marks(content: str) -> str:
    return f"utm_source=commons.wikimedia.org&utm_campaign=imageinfo&utm_content={content}"
