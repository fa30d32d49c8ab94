"""A place's card: what is said of it, and what can be tapped below."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from urllib.parse import urlencode

from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from bot.callbacks import (
    ItIs,
    ItIsThis,
    NearHere,
    NotIt,
    NotThis,
    OnMap,
    OpenFor,
    ShowPlace,
    SimilarTo,
)
from bot.texts import Texts
from bot.views.names import city_name, full_name, short_name, shortened
from bot.views.numbers import percent
from inference import Catalogue, Place, PlaceGuess
from inference.place import LANGUAGES

# A caption holds 1024 UTF-16 units, and a photo's credit has to fit below; a catalogue of one's own
# may hold longer names and lines.
LONGEST_NAME = 200
LONGEST_ABOUT = 400
LONGEST_FACT = 60
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
    judging: Sequence[InlineKeyboardButton] = (),
) -> Card:
    """The card of a place.

    `guess` adds how sure a photo's answer is, `judging` buttons that say whether it is right.
    """
    return Card(
        place_text(place, catalogue, texts, bot_username, guess=guess),
        card_keyboard(place, texts, bot_username, judging=judging),
    )


def place_text(
    place: Place,
    catalogue: Catalogue,
    texts: Texts,
    bot_username: str,
    *,
    guess: PlaceGuess | None = None,
) -> str:
    """Name (a link to the card, for whoever it is forwarded to), city and category, a line on the
    place and its article in Wikipedia where they are known.
    """
    category = catalogue.category(place.category)
    lines = [
        texts(
            "places-name",
            name=shortened(full_name(place, texts.language), LONGEST_NAME),
            link=place_link(bot_username, place),
        ),
        texts(
            "places-line",
            city=shortened(city_name(catalogue, place.city, texts.language), LONGEST_FACT),
            category=shortened(category.label(texts.language), LONGEST_FACT),
        ),
    ]
    if guess is not None:
        lines.append(texts("places-confidence", percent=percent(texts, guess.probability)))
    if about := place.about.get(texts.language):
        lines += ["", escape(shortened(about, LONGEST_ABOUT), quote=False)]
    if article := _article(place, texts):
        lines += ["", article]
    return "\n".join(lines)


def _article(place: Place, texts: Texts) -> str | None:
    """A link to the article in the reader's language, else in another one, which it names."""
    for language in (texts.language, *LANGUAGES):
        if address := place.articles.get(language):
            # A quotation mark would end the attribute in which the address stands.
            link, own = address.replace('"', "%22"), language == texts.language
            return texts("places-article", link=link, language="own" if own else language)
    return None


def card_keyboard(
    place: Place,
    texts: Texts,
    bot_username: str,
    *,
    judging: Sequence[InlineKeyboardButton] = (),
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
    if judging:
        rows.append([*judging])
    return InlineKeyboardMarkup(inline_keyboard=rows)


def answer_judging(answer: str, texts: Texts) -> list[InlineKeyboardButton]:
    """Right and wrong, below the place that a photo's answer names; `answer` is its key."""
    return [
        _button(texts("places-right"), ItIs(key=answer).pack()),
        _button(texts("places-wrong"), NotIt(key=answer).pack()),
    ]


def candidate_judging(answer: str, place: Place, texts: Texts) -> list[InlineKeyboardButton]:
    """The same below one of several places that an answer offers."""
    return [
        _button(texts("places-this"), ItIsThis(key=answer, id=place.id).pack()),
        _button(texts("places-wrong"), NotThis(key=answer, id=place.id).pack()),
    ]


def found_judging(answer: str, place: Place, texts: Texts) -> list[InlineKeyboardButton]:
    """Below a place that was searched for because no place of the answer was right."""
    return [_button(texts("places-on-my-photo"), ItIsThis(key=answer, id=place.id).pack())]


def number_buttons(
    places: Sequence[Place], first: int = 1, answer: str | None = None
) -> list[InlineKeyboardButton]:
    """One row of numbers, each showing the card of its place.

    `answer` is the key of a photo's answer: the card then asks whether the photo shows the place.
    """
    return [
        _button(
            str(number),
            (ShowPlace(id=place.id) if answer is None else OpenFor(key=answer, id=place.id)).pack(),
        )
        for number, place in enumerate(places, start=first)
    ]


def _share_url(place: Place, language: str, bot_username: str) -> str:
    """Telegram's own sheet that asks with whom the link is shared."""
    values = {"url": place_link(bot_username, place), "text": short_name(place, language)}
    return f"https://t.me/share/url?{urlencode(values)}"


def _button(text: str, data: str) -> InlineKeyboardButton:
    return InlineKeyboardButton(text=text, callback_data=data)
