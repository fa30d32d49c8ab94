from __future__ import annotations

from dataclasses import replace
from typing import Protocol

import pytest

from bot.texts import texts_in
from bot.views.recognition import recognition_reply
from inference import Catalogue, CategoryGuess, PlaceGuess, Recognition

RU, EN = texts_in("ru"), texts_in("en")


class Make(Protocol):
    def __call__(self, *places: tuple[str, float], known: bool = True) -> Recognition: ...


@pytest.fixture
def make(catalogue: Catalogue) -> Make:
    def recognition(*places: tuple[str, float], known: bool = True) -> Recognition:
        shares = (0.62, 0.2, 0.1, 0.05, 0.004)
        categories = zip(catalogue.categories.values(), shares, strict=False)
        return Recognition(
            tuple(CategoryGuess(category, share) for category, share in categories),
            tuple(PlaceGuess(catalogue.places[place], share) for place, share in places),
            known,
            0.9 if known else 0.1,
        )

    return recognition


def test_a_sure_answer_is_one_landmark_with_its_city_category_and_maps(
    catalogue: Catalogue, make: Make
) -> None:
    reply = recognition_reply(make(("U900030", 0.93), ("U900032", 0.05)), catalogue, None, RU)
    assert "📍 <b>Летний дворец</b>\nПекин · парк или сад" in reply.text
    assert "93\u00a0%" in reply.text
    assert "Терракотовая" not in reply.text
    assert reply.keyboard is not None
    yandex, osm = reply.keyboard.inline_keyboard[0]
    assert (
        yandex.url
        == "https://yandex.ru/maps/?ll=116.275500%2C39.999900&z=17&pt=116.275500%2C39.999900"
    )
    assert osm.url is not None
    assert osm.url.startswith("https://www.openstreetmap.org/?mlat=39.999900&mlon=116.275500")


def test_an_unsure_answer_offers_the_likely_candidates_with_their_maps(
    catalogue: Catalogue, make: Make
) -> None:
    guesses = make(("U900030", 0.5), ("U900032", 0.3), ("U900008", 0.15), ("U900031", 0.03))
    reply = recognition_reply(guesses, catalogue, None, RU)
    assert "1. <b>Летний дворец</b>, Пекин" in reply.text
    assert "3. <b>Большая пагода диких гусей</b>, Сиань" in reply.text
    assert "Тайшань" not in reply.text
    assert reply.text.count("openstreetmap.org") == reply.text.count("yandex.ru/maps") == 3


def test_a_strange_place_is_not_named(catalogue: Catalogue, make: Make) -> None:
    reply = recognition_reply(make(("U900030", 0.9), known=False), catalogue, None, RU)
    assert "Я не знаю этого места</b>, но похоже на: архитектура" in reply.text
    assert "Летний дворец" not in reply.text
    assert reply.keyboard is None


def test_a_city_where_no_place_is_known_is_said_to_be_so(catalogue: Catalogue, make: Make) -> None:
    reply = recognition_reply(make(known=False), catalogue, "Владимир", RU)
    assert "В городе Владимир я пока не узнаю места по фото" in reply.text


def test_a_place_outside_the_chosen_city_is_named_as_such(catalogue: Catalogue, make: Make) -> None:
    inside = make(("U900026", 0.9))
    palace = PlaceGuess(catalogue.places["U900030"], 0.97)
    reply = recognition_reply(replace(inside, elsewhere=palace), catalogue, "Порту", RU)
    assert reply.text.startswith("В городе Порту такого места не вижу")
    assert "📍 <b>Летний дворец</b>\nПекин" in reply.text
    assert "Ратуша" not in reply.text
    assert reply.keyboard is not None


def test_categories_are_bars_with_percentages_highest_first(
    catalogue: Catalogue, make: Make
) -> None:
    bars = recognition_reply(make(known=False), catalogue, None, EN).text.splitlines()[-5:]
    assert bars[0] == "<code>█████░░░  62%</code> 🏛️ architecture"
    assert bars[4].startswith("<code>░░░░░░░░  &lt;1%</code>")


def test_english_readers_get_english_names_or_transliterated_ones(
    catalogue: Catalogue, make: Make
) -> None:
    reply = recognition_reply(make(("U900030", 0.93)), catalogue, None, EN)
    assert "<b>Summer Palace</b>\nBeijing · park or garden" in reply.text


def test_a_city_in_brackets_is_not_said_twice(catalogue: Catalogue, make: Make) -> None:
    reply = recognition_reply(make(("N5755762950", 0.93)), catalogue, None, RU)
    assert "<b>Дом печати</b>\nЕкатеринбург" in reply.text


def test_nothing_is_ever_certain(catalogue: Catalogue, make: Make) -> None:
    reply = recognition_reply(make(("U900030", 1.0)), catalogue, None, RU)
    assert "100" not in reply.text
