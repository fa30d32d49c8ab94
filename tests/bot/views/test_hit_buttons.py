from __future__ import annotations

from aiogram.types import InlineKeyboardMarkup

from bot.texts import texts_in
from bot.views.cities import city_key
from bot.views.hit_buttons import (
    HitsInCity,
    MoreHits,
    hits_keyboard,
    offers_cities,
    without_more,
)
from inference import Catalogue, Hit

RU, EN = texts_in("ru"), texts_in("en")
KEY = "abcd-_12"


def hits_in(catalogue: Catalogue, *cities: str, why: str = "name") -> list[Hit]:
    """For every name of a city, the next place of it."""
    seen = {city: iter(catalogue.in_city(city)) for city in cities}
    return [Hit(next(seen[city]), 0.9, None, why) for city in cities]


def shown(keyboard: InlineKeyboardMarkup) -> list[list[str]]:
    return [[button.text for button in row] for row in keyboard.inline_keyboard]


def test_five_of_one_city_have_numbers_only(catalogue: Catalogue) -> None:
    hits = hits_in(catalogue, *["Ярославль"] * 5)
    keyboard = hits_keyboard(hits, 0, KEY, catalogue, RU)
    assert shown(keyboard) == [["1", "2", "3", "4", "5"]]
    assert [b.callback_data for b in keyboard.inline_keyboard[0]] == [
        f"place:{hit.place.id}" for hit in hits
    ]
    assert not offers_cities(keyboard)


def test_more_leads_to_the_next_five_whose_numbers_go_on(catalogue: Catalogue) -> None:
    hits = hits_in(catalogue, *["Ярославль"] * 7)
    keyboard = hits_keyboard(hits, 0, KEY, catalogue, RU)
    assert shown(keyboard)[1] == ["Ещё →"]
    data = MoreHits.unpack(keyboard.inline_keyboard[1][0].callback_data or "")
    assert (data.key, data.offset) == (KEY, 5)
    assert shown(hits_keyboard(hits, 5, KEY, catalogue, RU)) == [["6", "7"]]


def test_one_message_whose_page_is_exchanged_has_a_way_back(catalogue: Catalogue) -> None:
    hits = hits_in(catalogue, *["Ярославль"] * 12)
    pages = [hits_keyboard(hits, n, KEY, catalogue, EN, turning=True) for n in (0, 5, 10)]
    assert [shown(page)[1] for page in pages] == [["More →"], ["← Back", "More →"], ["← Back"]]


def test_hits_of_several_cities_have_a_chip_for_each_the_fullest_first(
    catalogue: Catalogue,
) -> None:
    hits = hits_in(catalogue, "Ярославль", "Владимир", "Владимир")
    keyboard = hits_keyboard(hits, 0, KEY, catalogue, EN)
    assert shown(keyboard)[1:] == [["Vladimir\u00a0·\u00a02", "Yaroslavl\u00a0·\u00a01"]]
    data = HitsInCity.unpack(keyboard.inline_keyboard[1][0].callback_data or "")
    assert (data.key, data.city) == (KEY, city_key("Владимир"))
    assert offers_cities(keyboard)


def test_similar_places_make_no_chip(catalogue: Catalogue) -> None:
    hits = [
        *hits_in(catalogue, "Ярославль"),
        *hits_in(catalogue, "Владимир", why="similar"),
    ]
    assert not offers_cities(hits_keyboard(hits, 0, KEY, catalogue, RU))


def test_a_search_in_a_given_city_offers_all_cities(catalogue: Catalogue) -> None:
    hits = hits_in(catalogue, "Ярославль")
    keyboard = hits_keyboard(hits, 0, KEY, catalogue, RU, narrowed=True)
    assert shown(keyboard)[1:] == [["🌍 Искать во всех городах"]]
    assert not offers_cities(keyboard)


def test_every_button_holds_what_telegram_allows(catalogue: Catalogue) -> None:
    hits = hits_in(catalogue, *list(catalogue.cities)[:8])
    keyboard = hits_keyboard(hits, 0, KEY, catalogue, RU)
    data = [b.callback_data or "" for row in keyboard.inline_keyboard for b in row]
    assert max(len(value.encode()) for value in data) <= 64


def test_more_goes_once_it_was_tapped(catalogue: Catalogue) -> None:
    hits = hits_in(catalogue, *["Ярославль"] * 6, "Владимир")
    left = without_more(hits_keyboard(hits, 0, KEY, catalogue, RU))
    assert left is not None
    assert shown(left) == [
        ["1", "2", "3", "4", "5"],
        ["Ярославль\u00a0·\u00a06", "Владимир\u00a0·\u00a01"],
    ]
