"""Links to maps on which a place can be seen."""

from __future__ import annotations

from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from bot.texts import Texts
from inference import Place


def yandex_maps(lat: float, lon: float) -> str:
    return f"https://yandex.ru/maps/?ll={lon:.6f}%2C{lat:.6f}&z=17&pt={lon:.6f}%2C{lat:.6f}"


def open_street_map(lat: float, lon: float) -> str:
    return (
        f"https://www.openstreetmap.org/?mlat={lat:.6f}&mlon={lon:.6f}#map=17/{lat:.6f}/{lon:.6f}"
    )


def map_keyboard(texts: Texts, place: Place) -> InlineKeyboardMarkup | None:
    """Buttons that open the place on a map; None where its position is unknown."""
    if place.lat is None or place.lon is None:
        return None
    buttons = [
        InlineKeyboardButton(text=texts("map-yandex"), url=yandex_maps(place.lat, place.lon)),
        InlineKeyboardButton(text=texts("map-osm"), url=open_street_map(place.lat, place.lon)),
    ]
    return InlineKeyboardMarkup(inline_keyboard=[buttons])
