from __future__ import annotations

import pytest

from inference.cards.text import ELLIPSIS, Measure, break_lines, fit, legible, pieces
from inference.cards.typesetting import line_width

SIZES = ((100, 2), (80, 3), (60, 4))


def by_letters(text: str) -> float:
    return len(text)


def in_bold(size: int) -> Measure:
    return lambda text: line_width(text, "bold", size)


def lines(text: str, width: int, most: int = 9) -> list[str]:
    broken = break_lines(pieces(text), by_letters, width, most)
    assert broken is not None
    return [line.replace("\u00a0", " ") for line in broken]


def test_lines_are_as_few_and_as_equal_as_can_be() -> None:
    assert lines("аааа бббб вввв гггг", width=15) == ["аааа бббб", "вввв гггг"]


def test_a_text_that_needs_more_lines_is_refused() -> None:
    assert break_lines(pieces("аааа бббб вввв"), by_letters, 5, 2) is None


@pytest.mark.parametrize(
    ("text", "unbroken"),
    [
        ("Дом-музей Ф.М. Решетникова", "Ф.М. Решетникова"),
        ("Дом-музей Ф. М. Решетникова", "Ф. М. Решетникова"),
        ("Музей № 9", "№ 9"),
        ("Храм Спаса на Крови", "на Крови"),
        ("Площадь 1905 года", "1905 года"),
        ("Жизнь Урала XIX века", "XIX века"),
        ("Театр им. Горького", "им. Горького"),
        ("Башня «Под звёздами»", "«Под звёздами»"),
        ("Tower of Belém", "of Belém"),
    ],
)
def test_what_belongs_together_stays_on_one_line(text: str, unbroken: str) -> None:
    assert unbroken in lines(text, width=max(len(unbroken), 8))


def test_a_dash_does_not_begin_a_line() -> None:
    assert lines("Бородино — поле боя", width=11) == ["Бородино —", "поле боя"]


def test_long_words_break_after_their_hyphens_and_short_ones_do_not() -> None:
    assert [piece.text for piece in pieces("Римско-Католический", hyphens=True)] == [
        "Римско-",
        "Католический",
    ]
    assert len(pieces("Храм-на-Крови и Дом-музей", hyphens=True)) == 2
    assert len(pieces("1000-летие", hyphens=True)) == 1


@pytest.mark.parametrize(
    "name",
    [
        "Костел Святого Розария Пресвятой Девы Марии Римско-Католической Церкви",
        "Толгский Ярославский в честь Введения во храм Пресвятой Богородицы монастырь",
        "Российский государственный академический театр драмы имени Федора Волкова",
        "Cerkiew Włodzimierskiej Ikony Matki Bożej w Jarosławiu",
        "Ленин",
    ],
)
def test_real_names_are_set_whole_within_their_width(name: str) -> None:
    setting = fit(name, in_bold, 950, SIZES)

    assert " ".join(setting.lines).replace("\u00a0", " ").replace("- ", "-") == name
    assert all(in_bold(setting.size)(line) <= 950 for line in setting.lines)


def test_short_names_are_set_large() -> None:
    assert fit("Такса", in_bold, 950, SIZES).size == 100


@pytest.mark.parametrize("text", ["слово " * 90, "Ы" * 180])
def test_an_ellipsis_ends_what_fits_in_no_size(text: str) -> None:
    setting = fit(text, in_bold, 950, SIZES)

    assert setting.size == 60
    assert len(setting.lines) == 4
    assert setting.lines[-1].endswith(ELLIPSIS)
    assert all(in_bold(60)(line) <= 950 for line in setting.lines)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Храм  на\nКрови\u200b", "Храм на Крови"),
        ("Huế", "Huê"),
        ("Дворец 🏰 «Эмир»", "Дворец «Эмир»"),
        ("Й и \u0438\u0306", "Й и й"),
        ("Сеул 서울", "Сеул"),
        ("\u202eabc", "abc"),
        ("故宮", ""),
        ("東京タワー 1", ""),
        ("🏛", ""),
        ("", ""),
    ],
)
def test_only_what_the_typeface_has_is_shown(text: str, shown: str) -> None:
    assert legible(text) == shown
