"""What an inline query finds: places by words, near by, or best known."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from aiogram.types import Location

from bot.services import Services
from inference import Hit
from inference.naming import fold_name
from inference.suggestions import Suggestions

MOST_RESULTS = 100
MAX_QUERY = 256
_MOST_BEGINNING = 20
# A hit below this is a guess; places whose names begin as typed are likelier meant.
_MEANT = 0.8
# How many seconds Telegram may answer in the bot's place.
STABLE = 3600  # the words name the city, so the chosen one changes nothing
CHANGING = 300


@dataclass(frozen=True)
class Found:
    """All there is to page through. `metres` is how far away a place is, by its id."""

    hits: Sequence[Hit] = ()
    cache_time: int = 0
    metres: Mapping[str, float] = field(default_factory=dict)


async def find_inline(
    query: str,
    here: Location | None,
    chosen: str | None,
    services: Services,
    suggestions: Suggestions,
) -> Found:
    """The places for a query, or without words those near `here`, else the best-known ones.

    `chosen` is the user's city. Raises BusyError and AwayError.
    """
    text = query.strip()[:MAX_QUERY]
    if fold_name(text):
        return await _by_words(text, chosen, services, suggestions)
    hit = services.gallery.hit
    if here is not None:
        near = await asyncio.to_thread(
            suggestions.nearest, here.latitude, here.longitude, MOST_RESULTS
        )
        metres = {place.id: distance for place, distance in near}
        return Found([hit(place) for place, _ in near], 0, metres)
    popular = suggestions.popular(chosen, MOST_RESULTS)
    return Found([hit(place) for place in popular], CHANGING)


async def _by_words(
    text: str, chosen: str | None, services: Services, suggestions: Suggestions
) -> Found:
    result = await services.engine.search(text, k=MOST_RESULTS)
    cache_time = CHANGING
    if result.city is not None:
        cache_time = STABLE
    elif chosen is not None:
        # Nobody can choose another city here, so where it has nothing, all others are searched.
        own = await services.engine.search(text, chosen, k=MOST_RESULTS)
        result = own if own.hits else result
    hits = result.hits
    if not hits or hits[0].score < _MEANT:
        # The last word may not be typed to its end.
        named = suggestions.beginning(text, result.city, _MOST_BEGINNING)
        seen = {place.id for place in named}
        rest = (hit for hit in hits if hit.place.id not in seen)
        hits = (*(services.gallery.hit(place) for place in named), *rest)
    return Found(hits[:MOST_RESULTS], cache_time)
