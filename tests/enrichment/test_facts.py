"""What becomes rows of `aliases.csv`, and what is known already."""

from __future__ import annotations

from inference.catalogue import Place
from inference.enrichment.facts import rows_about
from tests.enrichment.things import entity

TOWER = Place("Q1", "Красная башня", "towers", "Казань")


def test_the_russian_label_is_an_alias_and_the_english_one_a_name() -> None:
    item = entity("Q1", labels={"ru": "Башня на площади", "en": "Red Tower"})
    assert rows_about([TOWER], {"Q1": item}) == [
        ("Q1", "ru", "alias", "Башня на площади"),
        ("Q1", "en", "name", "Red Tower"),
    ]


def test_descriptions_and_articles_come_in_both_languages() -> None:
    item = entity(
        "Q1",
        descriptions={"ru": "башня в Казани", "en": "tower in Kazan"},
        articles={"en": "https://en.wikipedia.org/wiki/Red_Tower"},
    )
    assert rows_about([TOWER], {"Q1": item}) == [
        ("Q1", "ru", "about", "башня в Казани"),
        ("Q1", "en", "about", "tower in Kazan"),
        ("Q1", "en", "article", "https://en.wikipedia.org/wiki/Red_Tower"),
    ]


def test_what_the_catalogue_says_stays_as_it_is() -> None:
    known = Place(
        *("Q1", "Красная башня", "towers", "Казань"),
        names={"en": "The Red Tower"},
        aliases=("Красная",),
        about={"ru": "строка владельца"},
        articles={"ru": "https://ru.wikipedia.org/wiki/X"},
    )
    item = entity(
        "Q1",
        labels={"ru": "КРАСНАЯ БАШНЯ", "en": "the red tower"},
        aliases={"ru": ("красная",)},
        descriptions={"ru": "башня"},
        articles={"ru": "https://ru.wikipedia.org/wiki/Y"},
    )
    assert rows_about([known], {"Q1": item}) == []


def test_an_english_label_beside_another_english_name_is_an_alias() -> None:
    known = Place("Q1", "Красная башня", "towers", "Казань", names={"en": "Red Tower"})
    item = entity("Q1", labels={"en": "Krasnaya Tower"})
    assert rows_about([known], {"Q1": item}) == [("Q1", "en", "alias", "Krasnaya Tower")]


def test_one_alias_in_two_spellings_is_one() -> None:
    item = entity("Q1", aliases={"ru": ("Ёлочная", "елочная", "а|б", " ")})
    assert rows_about([TOWER], {"Q1": item}) == [("Q1", "ru", "alias", "Ёлочная")]


def test_a_place_without_an_item_has_no_rows() -> None:
    assert rows_about([TOWER], {}) == []
