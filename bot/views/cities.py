"""The keyboard on which a chat chooses its city."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from hashlib import sha256

from aiogram.filters.callback_data import CallbackData
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from bot.texts import Texts
from bot.views.names import city_name
from inference import Catalogue

CITIES_A_PAGE = 16
_COLUMNS = 2


class CityChoice(CallbackData, prefix="city"):
    """A tap on a city; the empty key means all cities. Names would not fit into 64 bytes."""

    key: str


class CityPage(CallbackData, prefix="cities"):
    page: int


def city_key(city: str) -> str:
    return sha256(city.encode()).hexdigest()[:16]


def cities_by_places(catalogue: Catalogue) -> Sequence[str]:
    """All cities, those with the most places first."""
    counts = Counter(place.city for place in catalogue.places.values())
    return sorted(catalogue.cities, key=lambda city: (-counts[city], city))


def city_keyboard(
    catalogue: Catalogue, chosen: str | None, texts: Texts, page: int = 0
) -> InlineKeyboardMarkup:
    """One page of cities in two columns, the chosen one ticked, and a button for all cities."""
    cities = cities_by_places(catalogue)
    last_page = max(0, (len(cities) - 1) // CITIES_A_PAGE)
    page = min(max(page, 0), last_page)
    shown = cities[page * CITIES_A_PAGE : (page + 1) * CITIES_A_PAGE]
    buttons = [
        InlineKeyboardButton(
            text=("✓ " if city == chosen else "") + city_name(catalogue, city, texts.language),
            callback_data=CityChoice(key=city_key(city)).pack(),
        )
        for city in shown
    ]
    rows = [buttons[i : i + _COLUMNS] for i in range(0, len(buttons), _COLUMNS)]
    turns = []
    if page > 0:
        turns.append(_turn(texts("page-previous"), page - 1))
    if page < last_page:
        turns.append(_turn(texts("page-next"), page + 1))
    everywhere = InlineKeyboardButton(
        text=("✓ " if chosen is None else "") + texts("city-all"),
        callback_data=CityChoice(key="").pack(),
    )
    return InlineKeyboardMarkup(inline_keyboard=[*rows, *([turns] if turns else []), [everywhere]])


def _turn(text: str, page: int) -> InlineKeyboardButton:
    return InlineKeyboardButton(text=text, callback_data=CityPage(page=page).pack())
