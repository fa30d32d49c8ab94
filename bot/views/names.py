"""Places and cities as a reader sees them, in the reader's language."""

from __future__ import annotations

import re

from inference import Place
from inference.place_names import city_name, local_name, short_name

__all__ = ["city_name", "full_name", "local_name", "short_name"]

_CYRILLIC = re.compile(r"[а-яё]", re.IGNORECASE)


def full_name(place: Place, language: str) -> str:
    """The name a reader can use on the spot: a transliterated one has the local one in brackets."""
    name = short_name(place, language)
    if language == "en" and "en" not in place.names and _CYRILLIC.search(place.name):
        return f"{name} ({local_name(place)})"
    return name
