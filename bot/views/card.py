"""A place's card: what is said of it, and what can be tapped below."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from urllib.parse import urlencode

from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from bot.callbacks import ItIs, NearHere, NotIt, OnMap, ShowPlace, SimilarTo
from bot.texts import Texts
from bot.views.names import city_name, full_name, short_name
from bot.views.numbers import percent
from inference import Catalogue, Place, PlaceGuess

# A caption holds 1024 UTF-16 units; a catalogue of one's own may hold longer names and lines.
LONGEST_NAME = 200
LONGEST_ABOUT = 400
PLACE_LINK = "place_"


@dataclass(frozen=True, slots=True)
class Card:
    """HTML that fits under a picture, and its buttons."""

    text: str
    keyboard: InlineKeyboardMarkup


def place_link(bot_username: str, place: Place) -> str:
    """A link that opens the bot with this place's card."""
    return f"https://t.me/{bot_username}?start={PLACE_LINK}{place.id}"


def place_card(
    place: Place,
    catalogue: Catalogue,
    texts: Texts,
    bot_username: str,
    *,
    guess: PlaceGuess | None = None,
    answer: str | None = None,
) -> Card:
    """The card of a place.

    `guess` adds how sure a photo's answer is, `answer`, its key, the buttons right and wrong.
    """
    return Card(
        place_text(place, catalogue, texts, bot_username, guess=guess),
        card_keyboard(place, texts, bot_username, answer=answer),
    )


def place_text(
    place: Place,
    catalogue: Catalogue,
    texts: Texts,
    bot_username: str,
    *,
    guess: PlaceGuess | None = None,
) -> str:
    """Name (a link to the card, for whoever it is forwarded to), city and category, a line."""
    category = catalogue.category(place.category)
    lines = [
        texts(
            "places-name",
            name=_shortened(full_name(place, texts.language), LONGEST_NAME),
            link=place_link(bot_username, place),
        ),
        texts(
            "places-line",
            city=city_name(catalogue, place.city, texts.language),
            category=category.label(texts.language),
        ),
    ]
    if guess is not None:
        lines.append(texts("places-confidence", percent=percent(texts, guess.probability)))
    if about := place.about.get(texts.language):
        lines += ["", escape(_shortened(about, LONGEST_ABOUT), quote=False)]
    return "\n".join(lines)


def card_keyboard(
    place: Place, texts: Texts, bot_username: str, *, answer: str | None = None
) -> InlineKeyboardMarkup:
    """What can be done with a place; a place without a position has nothing near it."""
    buttons = []
    if place.lat is not None and place.lon is not None:
        buttons += [
            _button(texts("places-on-map"), OnMap(id=place.id).pack()),
            _button(texts("places-near"), NearHere(id=place.id).pack()),
        ]
    buttons += [
        _button(texts("places-similar"), SimilarTo(id=place.id).pack()),
        InlineKeyboardButton(
            text=texts("places-share"), url=_share_url(place, texts.language, bot_username)
        ),
    ]
    rows = [buttons[i : i + 2] for i in range(0, len(buttons), 2)]
    if answer is not None:
        rows.append(
            [
                _button(texts("places-right"), ItIs(key=answer).pack()),
                _button(texts("places-wrong"), NotIt(key=answer).pack()),
            ]
        )
    return InlineKeyboardMarkup(inline_keyboard=rows)


def number_buttons(places: Sequence[Place], first: int = 1) -> list[InlineKeyboardButton]:
    """One row of numbers, each showing the card of its place."""
    return [
        _button(str(number), ShowPlace(id=place.id).pack())
        for number, place in enumerate(places, start=first)
    ]


def _share_url(place: Place, language: str, bot_username: str) -> str:
    """Telegram's own sheet that asks with whom the link is shared."""
    values = {"url": place_link(bot_username, place), "text": short_name(place, language)}
    return f"https://t.me/share/url?{urlencode(values)}"


def _button(text: str, data: str) -> InlineKeyboardButton:
    return InlineKeyboardButton(text=text, callback_data=data)


def _shortened(text: str, longest: int) -> str:
    return text if len(text) <= longest else f"{text[: longest - 1].rstrip()}…"
