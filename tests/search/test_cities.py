from __future__ import annotations

import pytest

from inference.catalogue import Catalogue
from inference.search.cities import CityFinder
from inference.search.morphology import tokenize


@pytest.fixture(scope="module")
def finder(catalogue: Catalogue) -> CityFinder:
    return CityFinder(catalogue.cities.values())


def found(finder: CityFinder, text: str) -> str | None:
    mention = finder.find(tokenize(text))
    return mention.city if mention else None


@pytest.mark.parametrize(
    ("text", "city"),
    [
        ("в Ярославле", "Ярославль"),
        ("екатеринбурга", "Екатеринбург"),
        ("екатеренбург", "Екатеринбург"),
        ("Yekaterinburg", "Екатеринбург"),
        ("ekaterinburg museum", "Екатеринбург"),
        ("ёбург", "Екатеринбург"),
        ("из Нижнего Новгорода", "Нижний Новгород"),
        ("нижнем", "Нижний Новгород"),
        ("нн", "Нижний Новгород"),
        ("во Владимире", "Владимир"),
        ("в Черновцах", "Черновцы"),
        ("в порту", "Порту"),
        ("порто мосты", "Порту"),
        ("в Экс-ан-Провансе", "Экс-ан-Прованс"),
        ("Hue imperial city in Huế", "Хюэ"),
        ("walk in Nice", "Ницца"),
        ("Xi'an", "Сиань"),
    ],
)
def test_a_city_is_found_in_any_form(finder: CityFinder, text: str, city: str) -> None:
    assert found(finder, text) == city


@pytest.mark.parametrize(
    "text",
    [
        "морской порт",
        "владимирская церковь",
        "nice church by the river",
        "orange house",
        "новгород",
        "храм на крови",
        "",
    ],
)
def test_other_words_are_no_city(finder: CityFinder, text: str) -> None:
    assert found(finder, text) is None


def test_prepositions_belong_to_the_mention(finder: CityFinder) -> None:
    mention = finder.find(tokenize("театры в Нижнем Новгороде вечером"))
    assert mention is not None
    assert (mention.start, mention.stop) == (1, 4)
