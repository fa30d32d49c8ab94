from __future__ import annotations

from dataclasses import replace

import pytest

from inference.catalogue import Catalogue
from inference.search import Searcher, TextEncoder


def names(searcher: Searcher, text: str) -> list[str]:
    """Of the places that fit."""
    return [hit.place.name for hit in searcher.search(text).hits if hit.why != "similar"]


@pytest.mark.parametrize("number", ["0", "1", "2", "3", "9", "10", "33", "1905", "1945"])
@pytest.mark.parametrize("written", ["мост {}", "мост № {}", "{} мост", "vjcn {}", "bridge {}"])
def test_a_number_that_no_bridge_has_leaves_the_bridges(
    searcher: Searcher, written: str, number: str
) -> None:
    hits = searcher.search(written.format(number)).hits
    assert len(hits) == 5
    assert {(hit.place.category, hit.why) for hit in hits} <= {
        ("bridges", why) for why in ("name", "alias", "kind")
    }


@pytest.mark.parametrize("query", ["<b>мост</b>", "<b>мост</b> & ' OR 1=1"])
def test_letters_that_no_bridge_has_leave_the_bridges(searcher: Searcher, query: str) -> None:
    hits = searcher.search(query).hits
    assert [hit.place.category for hit in hits] == ["bridges"] * 5


def test_a_number_does_not_hide_the_place_that_is_named(searcher: Searcher) -> None:
    assert names(searcher, "храм на крови 3")[0] == "Храм на Крови"
    assert names(searcher, "эйфелева башня 7")[0] == "Эйфелева башня"


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("Гимназия 9", "Гимназия № 9"),
        ("Гимназия № 9", "Гимназия № 9"),
        ("гимназя 9", "Гимназия № 9"),
        ("школа 33", "Школа № 33 имени Карла Маркса"),
        ("лицей 82 нижний новгород", "Лицей № 82"),
        ("1941-1945", "1941-1945"),
        ("памятник 1941-1945", "1941-1945"),
        ("1-я пятилетка", "Площадь 1-й Пятилетки"),
        ("площадь 1905", "Площадь 1905 года"),
        ("дом б юсупова", "Доходный дом Б. Н. Юсупова"),
    ],
)
def test_numbers_and_letters_that_a_name_has_with_the_other_words_count(
    searcher: Searcher, query: str, name: str
) -> None:
    assert names(searcher, query)[0] == name


def test_a_number_that_is_told_of_a_place_with_the_other_words_counts(searcher: Searcher) -> None:
    hit = searcher.search("белокаменный пятиглавый собор 1158").hits[0]
    assert "1158" in hit.place.about["ru"]
    assert hit.why == "about"


def test_a_number_beside_words_that_nothing_is_called_finds_nothing(searcher: Searcher) -> None:
    assert searcher.search("абракадабра 9").hits == ()


def test_a_number_counts_only_by_the_names_of_the_city_that_is_searched(
    searcher: Searcher,
) -> None:
    hits = searcher.search("площадь 1905 в Ярославле").hits
    assert {hit.place.city for hit in hits} == {"Ярославль"}
    assert hits[0].place.name == searcher.search("площадь в Ярославле").hits[0].place.name


def test_a_house_is_found_by_its_number_where_a_name_has_it(
    catalogue: Catalogue, encoder: TextEncoder
) -> None:
    kept = list(catalogue.places.values())[:20]
    houses = [
        replace(kept[0], id=number, name=f"Дом {number}", names={}, aliases=(), about={})
        for number in ("3", "5")
    ]
    places = {place.id: place for place in (*kept, *houses)}
    searcher = Searcher.build(replace(catalogue, places=places, photos={}), encoder)
    assert names(searcher, "дом 3")[0] == "Дом 3"
    assert names(searcher, "дом № 5")[0] == "Дом 5"


def test_a_catalogue_without_places_finds_no_number(
    catalogue: Catalogue, encoder: TextEncoder
) -> None:
    empty = replace(catalogue, places={}, cities={}, photos={})
    assert Searcher.build(empty, encoder).search("мост 3").hits == ()
