"""The places nearest to a point: how far, in which direction, with buttons for each."""

from __future__ import annotations

from collections.abc import Sequence

from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from bot.callbacks import OnMap
from bot.texts import Texts
from bot.views.card import number_buttons
from bot.views.names import distinct_names
from bot.views.place_list import distance_text
from inference import Catalogue, Place
from inference.geometry import bearing_deg, compass_point, distance_m

LONGEST_NAME = 120
# Nearer than this, in metres, a satellite's position tells no direction.
HERE_M = 15
_ARROWS = {"n": "↑", "ne": "↗", "e": "→", "se": "↘", "s": "↓", "sw": "↙", "w": "←", "nw": "↖"}
_A_ROW = 4


def way_to(lat: float, lon: float, place: Place, texts: Texts) -> str:
    """«↗ 350 м на северо-восток»: from a point to a place whose position is known."""
    if place.lat is None or place.lon is None:
        raise ValueError(f"{place.id} has no position")
    metres = distance_m(lat, lon, place.lat, place.lon)
    if metres < HERE_M:
        return texts("words-here")
    direction = compass_point(bearing_deg(lat, lon, place.lat, place.lon))
    return texts(
        "words-way",
        arrow=_ARROWS[direction],
        distance=distance_text(metres, texts),
        direction=direction,
    )


def nearby_text(
    lat: float,
    lon: float,
    places: Sequence[Place],
    catalogue: Catalogue,
    texts: Texts,
    *,
    live: bool,
) -> str:
    """The numbered list, the nearest first; `live` says that the traveller goes on."""
    lines = [texts("words-near-title"), ""]
    names = distinct_names(places, catalogue, texts.language, LONGEST_NAME)
    for number, (place, name) in enumerate(zip(places, names, strict=True), start=1):
        lines.append(
            texts(
                "words-near-line",
                number=number,
                name=name,
                emoji=catalogue.category(place.category).emoji,
                where=way_to(lat, lon, place, texts),
            )
        )
    lines += ["", texts("words-near-hint")]
    return "\n".join([*lines, "", texts("words-near-live")] if live else lines)


def nearby_keyboard(places: Sequence[Place], texts: Texts) -> InlineKeyboardMarkup:
    """A number for each place's card, and below these a pin for its spot on the map."""
    cards = number_buttons(places)
    pins = [
        InlineKeyboardButton(
            text=texts("words-near-map", number=number), callback_data=OnMap(id=place.id).pack()
        )
        for number, place in enumerate(places, start=1)
    ]
    rows = [
        buttons[i : i + _A_ROW] for buttons in (cards, pins) for i in range(0, len(places), _A_ROW)
    ]
    return InlineKeyboardMarkup(inline_keyboard=rows)
