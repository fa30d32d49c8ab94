"""The buttons below what words found: the cards of the places shown, more of them, their cities."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from aiogram.filters.callback_data import CallbackData
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from bot.texts import Texts
from bot.views.card import number_buttons
from bot.views.cities import city_key
from bot.views.names import city_name
from inference import Catalogue, Hit

# What an album shows at once.
PAGE = 5
MAX_CITIES = 6
_COLUMNS = 2
_LONGEST_CITY = 24


class MoreHits(CallbackData, prefix="more"):
    """The hits from number `offset` (from 0) on, of the words kept under `key`."""

    key: str
    offset: int


class HitsInCity(CallbackData, prefix="incity"):
    """The same words in one city, by its `city_key`; in all cities where it is empty."""

    key: str
    city: str


def hits_keyboard(
    hits: Sequence[Hit],
    offset: int,
    key: str,
    catalogue: Catalogue,
    texts: Texts,
    *,
    narrowed: bool = False,
    turning: bool = False,
    correcting: str | None = None,
) -> InlineKeyboardMarkup:
    """The buttons of the page that begins at `offset` of all hits.

    `narrowed` says that a city was given beside the words, so that all cities are offered.
    `turning` is for a message whose page is exchanged: it has a way back. `correcting` is the key
    of a photo's answer for which the right place is searched.
    """
    shown = hits[offset : offset + PAGE]
    rows = [number_buttons([hit.place for hit in shown], offset + 1, correcting)]
    turns = []
    if turning and offset > 0:
        turns.append(_more(texts("words-previous"), key, max(0, offset - PAGE)))
    if offset + PAGE < len(hits):
        turns.append(_more(texts("words-more"), key, offset + PAGE))
    chips = [everywhere_button(key, texts)] if narrowed else _chips(hits, key, catalogue, texts)
    rows += [turns] if turns else []
    rows += [chips[i : i + _COLUMNS] for i in range(0, len(chips), _COLUMNS)]
    return InlineKeyboardMarkup(inline_keyboard=rows)


def without_more(keyboard: InlineKeyboardMarkup) -> InlineKeyboardMarkup | None:
    """The keyboard after its "more" was tapped."""
    rows = [
        [button for button in row if not _leads_to(button, MoreHits)]
        for row in keyboard.inline_keyboard
    ]
    rows = [row for row in rows if row]
    return InlineKeyboardMarkup(inline_keyboard=rows) if rows else None


def offers_cities(keyboard: InlineKeyboardMarkup) -> bool:
    """Whether a city can be chosen on the keyboard; "all cities" is none."""
    return any(
        _leads_to(button, HitsInCity) and HitsInCity.unpack(button.callback_data or "").city
        for row in keyboard.inline_keyboard
        for button in row
    )


def everywhere_button(key: str, texts: Texts) -> InlineKeyboardButton:
    """Searches all cities for the words kept under `key`."""
    data = HitsInCity(key=key, city="").pack()
    return InlineKeyboardButton(text=texts("words-everywhere"), callback_data=data)


def _chips(
    hits: Sequence[Hit], key: str, catalogue: Catalogue, texts: Texts
) -> list[InlineKeyboardButton]:
    """The cities in which what fits lies, those with most of it first; none for one city."""
    counts = Counter(hit.place.city for hit in hits if hit.why != "similar")
    if len(counts) < 2:
        return []
    chips = []
    for city, count in counts.most_common(MAX_CITIES):
        name = city_name(catalogue, city, texts.language)
        shown = name if len(name) <= _LONGEST_CITY else f"{name[: _LONGEST_CITY - 1]}…"
        chips.append(
            InlineKeyboardButton(
                text=texts("words-in-city", city=shown, count=count),
                callback_data=HitsInCity(key=key, city=city_key(city)).pack(),
            )
        )
    return chips


def _more(text: str, key: str, offset: int) -> InlineKeyboardButton:
    return InlineKeyboardButton(text=text, callback_data=MoreHits(key=key, offset=offset).pack())


def _leads_to(button: InlineKeyboardButton, kind: type[CallbackData]) -> bool:
    return (button.callback_data or "").startswith(f"{kind.__prefix__}:")
