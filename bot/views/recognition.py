"""A Recognition → one message: the landmark or the candidates, then the categories as bars."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

from aiogram.types import InlineKeyboardMarkup

from bot.texts import Texts
from bot.views.maps import map_keyboard, open_street_map, yandex_maps
from bot.views.names import city_name, full_name
from bot.views.numbers import bar, percent
from inference import Catalogue, PlaceGuess, Recognition

# One name is given when it is likelier than all the others together by a margin.
SURE = 0.65
# A candidate this unlikely helps nobody choose.
CANDIDATE = 0.05
MAX_CANDIDATES = 3


@dataclass(frozen=True, slots=True)
class Reply:
    text: str
    keyboard: InlineKeyboardMarkup | None = None


def recognition_reply(
    recognition: Recognition, catalogue: Catalogue, city: str | None, texts: Texts
) -> Reply:
    """The one reply to a photo. `city` is the filter that was used, or None."""
    keyboard = None
    if city is not None and recognition.elsewhere is not None:
        shown = city_name(catalogue, city, texts.language)
        landmark = _landmark(recognition.elsewhere, catalogue, texts)
        head = f"{texts('recognition-elsewhere', city=shown)}\n\n{landmark}"
        keyboard = map_keyboard(texts, recognition.elsewhere.place)
    elif recognition.known and recognition.places:
        best = recognition.places[0]
        if best.probability >= SURE:
            head = _landmark(best, catalogue, texts)
            keyboard = map_keyboard(texts, best.place)
        else:
            head = _candidates(recognition.places, catalogue, texts)
    else:
        head = _unknown(recognition, catalogue, city, texts)
    return Reply(f"{head}\n\n{_categories(recognition, texts)}", keyboard)


def _landmark(guess: PlaceGuess, catalogue: Catalogue, texts: Texts) -> str:
    place = guess.place
    category = catalogue.categories[place.category]
    lines = [
        texts("recognition-sure", name=full_name(place, texts.language)),
        texts(
            "recognition-place-line",
            city=city_name(catalogue, place.city, texts.language),
            category=category.label(texts.language),
        ),
        texts("recognition-confidence", percent=percent(texts, guess.probability)),
    ]
    return "\n".join(lines)


def _candidates(guesses: tuple[PlaceGuess, ...], catalogue: Catalogue, texts: Texts) -> str:
    likely = [guess for guess in guesses[:MAX_CANDIDATES] if guess.probability >= CANDIDATE]
    lines = [texts("recognition-candidates")]
    for number, guess in enumerate(likely or guesses[:1], start=1):
        place = guess.place
        lines.append(
            texts(
                "recognition-candidate",
                number=number,
                name=full_name(place, texts.language),
                city=city_name(catalogue, place.city, texts.language),
                percent=percent(texts, guess.probability),
            )
        )
        if place.lat is not None and place.lon is not None:
            yandex, osm = yandex_maps(place.lat, place.lon), open_street_map(place.lat, place.lon)
            lines.append(
                f'    🗺 <a href="{escape(yandex)}">{texts("map-yandex-name")}</a>'
                f' · <a href="{escape(osm)}">OpenStreetMap</a>'
            )
    return "\n".join(lines)


def _unknown(recognition: Recognition, catalogue: Catalogue, city: str | None, texts: Texts) -> str:
    category = recognition.categories[0].category.label(texts.language)
    if city is not None and not recognition.places:
        head = texts(
            "recognition-empty-city",
            city=city_name(catalogue, city, texts.language),
            category=category,
        )
    else:
        head = texts("recognition-unknown", category=category)
    return f"{head}\n{texts('recognition-hint')}"


def _categories(recognition: Recognition, texts: Texts) -> str:
    lines = [texts("recognition-categories")]
    for guess in recognition.categories:
        share = percent(texts, guess.probability)
        cells = escape(f"{bar(guess.probability)} {share:>4}", quote=False)
        label = escape(guess.category.label(texts.language), quote=False)
        emoji = escape(guess.category.emoji, quote=False)
        lines.append(f"<code>{cells}</code> {emoji} {label}")
    return "\n".join(lines)
