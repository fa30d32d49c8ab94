from __future__ import annotations

import re

import pytest

from inference.naming import clean_name, drop_numbering, fold_name, slug_id, transliterate


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("Чкаловская лестница ", "Чкаловская лестница"),
        ("храм Иоанна\u00a0Златоуста", "храм Иоанна Златоуста"),
        ("  два   пробела ", "два пробела"),
        ("мягкий\u00adперенос", "мягкийперенос"),
        ("и\u0306", "й"),
        ("нуль\x00 и\x1b[1m \x07", "нуль и[1m"),
        ("две\r\nстроки\tтут", "две строки тут"),
        ("", ""),
    ],
)
def test_names_lose_stray_and_no_break_spaces(raw: str, clean: str) -> None:
    assert clean_name(raw) == clean


@pytest.mark.parametrize(
    ("numbered", "name"),
    [
        ("№15 Храм-на-Крови", "Храм-на-Крови"),
        ("№ 12 Дом Севастьянова", "Дом Севастьянова"),
        ("7. Дом печати", "Дом печати"),
    ],
)
def test_a_list_number_is_dropped(numbered: str, name: str) -> None:
    assert drop_numbering(numbered) == name


@pytest.mark.parametrize(
    "name",
    ["Гимназия № 9", "1941-1945", "2000 летию Рождества Христова", "№15", "№15 —", "30 лет Победы"],
)
def test_a_number_that_tells_places_apart_stays(name: str) -> None:
    assert drop_numbering(name) == name


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Нижегородский Кремль", "нижегородский кремль"),
        ("Храм-на-Крови", "Храм на Крови"),
        ("Музей Ф.М. Решетникова", "музей Ф. М. Решетникова"),
        ("Николы Рублёного", "Николы Рубленого"),
        ("Отель «Негреско»", 'Отель "Негреско"'),
    ],
)
def test_spellings_of_one_name_fold_alike(one: str, other: str) -> None:
    assert fold_name(one) == fold_name(other)


def test_different_names_fold_differently() -> None:
    assert fold_name("Дмитриевская башня") != fold_name("Дмитровская башня")


@pytest.mark.parametrize("name", ["Храм на Крови", "長城", "«»", "a" * 300, "église São"])
def test_a_slug_id_is_short_ascii_and_stable(name: str) -> None:
    identifier = slug_id("Город", name)
    assert re.fullmatch(r"[A-Za-z0-9_-]{1,40}", identifier)
    assert identifier == slug_id("город", name.upper() if name.islower() else name)
    assert identifier != slug_id("Другой", name)


def test_transliteration_follows_the_english_wikipedia() -> None:
    assert transliterate("Екатеринбург") == "Yekaterinburg"
    assert transliterate("Ярославль") == "Yaroslavl"
