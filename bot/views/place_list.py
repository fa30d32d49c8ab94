"""A list of places as one message, with a button a place."""

from __future__ import annotations

from collections.abc import Sequence

from aiogram.types import InlineKeyboardMarkup

from bot.texts import Texts
from bot.views.card import number_buttons
from bot.views.names import city_name, distinct_names, full_name, shortened
from inference import Catalogue, Place

LONGEST_NAME = 120


def place_list(
    title: str,
    places: Sequence[Place],
    catalogue: Catalogue,
    texts: Texts,
    notes: Sequence[str] = (),
) -> str:
    """HTML: a title (HTML itself) and the numbered places, each with a note where there is one."""
    lines = [title, ""]
    cities = [city_name(catalogue, place.city, texts.language) for place in places]
    if notes:  # which leave out the city
        names = distinct_names(places, catalogue, texts.language, LONGEST_NAME)
    else:
        names = [shortened(full_name(place, texts.language), LONGEST_NAME) for place in places]
    for number, (place, name) in enumerate(zip(places, names, strict=True), start=1):
        category = catalogue.category(place.category)
        lines.append(
            texts(
                "places-item",
                number=number,
                name=name,
                emoji=category.emoji,
                category=category.label(texts.language),
                note=notes[number - 1] if notes else cities[number - 1],
            )
        )
    return "\n".join(lines)


def list_keyboard(places: Sequence[Place]) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup(inline_keyboard=[number_buttons(places)])


def distance_text(metres: float, texts: Texts) -> str:
    """Tens of metres up to a kilometre, then kilometres: what a walker can use."""
    if metres < 995:
        return texts("places-metres", metres=max(10, round(metres / 10) * 10))
    kilometres = f"{metres / 1000:.1f}" if metres < 9950 else f"{metres / 1000:.0f}"
    return texts("places-kilometres", kilometres=kilometres.replace(".", texts("places-point")))
