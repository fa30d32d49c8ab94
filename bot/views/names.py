"""Places and cities as a reader sees them, in the reader's language."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence

from bot.views.captions import shortened
from inference import Catalogue, Place
from inference.place_names import city_name, local_name, short_name

__all__ = ["city_name", "distinct_names", "full_name", "local_name", "short_name", "shortened"]

_CYRILLIC = re.compile(r"[а-яё]", re.IGNORECASE)


def full_name(place: Place, language: str) -> str:
    """The name a reader can use on the spot: a transliterated one has the local one in brackets."""
    name = short_name(place, language)
    if language == "en" and "en" not in place.names and _CYRILLIC.search(place.name):
        return f"{name} ({local_name(place)})"
    return name


def distinct_names(
    places: Sequence[Place],
    catalogue: Catalogue,
    language: str,
    longest: int,
    name_of: Callable[[Place, str], str] = full_name,
) -> list[str]:
    """Names of at most `longest` UTF-16 units; those that look the same also name the city."""
    names = [shortened(name_of(place, language), longest) for place in places]
    seen = Counter(names)
    return [
        name if seen[name] == 1 else _with_city(place, name, catalogue, language, longest)
        for place, name in zip(places, names, strict=True)
    ]


def _with_city(place: Place, name: str, catalogue: Catalogue, language: str, longest: int) -> str:
    city = shortened(city_name(catalogue, place.city, language), longest // 2)
    return f"{shortened(name, longest - len(city) - 2)}, {city}"
