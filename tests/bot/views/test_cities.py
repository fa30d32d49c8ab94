from __future__ import annotations

from aiogram.types import InlineKeyboardButton

from bot.texts import texts_in
from bot.views.cities import CITIES_A_PAGE, cities_by_places, city_keyboard
from inference import Catalogue, City, Place

RU, EN = texts_in("ru"), texts_in("en")


def buttons(catalogue: Catalogue, chosen: str | None, page: int = 0) -> list[InlineKeyboardButton]:
    return [b for row in city_keyboard(catalogue, chosen, RU, page).inline_keyboard for b in row]


def world(count: int) -> Catalogue:
    names = [f"Город {number:03}" for number in range(count)]
    places = {n: Place(n, "Башня", "towers", n) for n in names}
    return Catalogue(places, {}, {name: City(name) for name in names})


def test_cities_with_more_places_come_first(catalogue: Catalogue) -> None:
    assert cities_by_places(catalogue)[0] == "Ярославль"


def test_the_chosen_city_is_ticked_and_all_cities_come_last(catalogue: Catalogue) -> None:
    labels = [button.text for button in buttons(catalogue, "Владимир")]
    assert "✓ Владимир" in labels
    assert labels[-1] == "🌍 Все города"
    assert buttons(catalogue, None)[-1].text == "✓ 🌍 Все города"


def test_every_city_is_on_exactly_one_page() -> None:
    catalogue = world(CITIES_A_PAGE * 2 + 3)
    seen = [b.text for page in range(3) for b in buttons(catalogue, None, page)]
    assert sorted(t for t in seen if t.startswith("Город")) == sorted(catalogue.cities)


def test_pages_turn_both_ways_and_end() -> None:
    catalogue = world(CITIES_A_PAGE * 2 + 1)
    turns = [
        [b.text for b in buttons(catalogue, None, page) if "Назад" in b.text or "Дальше" in b.text]
        for page in range(3)
    ]
    assert turns == [["Дальше →"], ["← Назад", "Дальше →"], ["← Назад"]]


def test_a_page_that_no_longer_exists_is_the_last_one() -> None:
    assert buttons(world(3), None, 99) == buttons(world(3), None, 0)


def test_callback_data_fits_telegrams_64_bytes(catalogue: Catalogue) -> None:
    for button in buttons(catalogue, None):
        assert button.callback_data is not None
        assert len(button.callback_data.encode()) <= 64


def test_an_english_reader_sees_english_cities(catalogue: Catalogue) -> None:
    labels = [b.text for row in city_keyboard(catalogue, None, EN).inline_keyboard for b in row]
    assert "Nizhny Novgorod" in labels
