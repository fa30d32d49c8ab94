"""Who made a photo and under which licence it may be shown: what stands wherever it is shown."""

from __future__ import annotations

from dataclasses import dataclass

from inference.place import Photo


@dataclass(frozen=True, slots=True)
class Credit:
    """`page_url` is where the photo was found, `licence_url` the text of its licence."""

    author: str
    licence: str
    page_url: str | None = None
    licence_url: str | None = None


def credit_of(photo: Photo | None) -> Credit | None:
    """The credit that a photo needs; None for one whose owner names neither author nor licence."""
    if photo is None or not (photo.author or photo.licence):
        return None
    return Credit(photo.author or "", photo.licence or "", photo.page_url, photo.licence_url)
