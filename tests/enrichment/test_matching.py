from __future__ import annotations

import pytest

from benchmarks.bench_matching import CASES, measure, precision
from inference import Catalogue
from inference.enrichment.matching import ACCEPT, WORTH_A_LOOK, match, position_differs
from tests.enrichment.examples import entity_of, place_of


def test_the_item_with_the_places_name_is_accepted() -> None:
    best, others = match(
        place_of("Петропавловский собор"), [entity_of("Q1", "Петропавловский собор", 30)], ()
    )
    assert best is not None
    assert (best.place_id, best.wikidata, best.label) == ("place", "Q1", "Петропавловский собор")
    assert best.distance_m == pytest.approx(30, abs=1)
    assert best.similarity == 1
    assert others == []


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("Храм Варвары Великомученицы", "Церковь Варвары Великомученицы"),
        ("Кремль Казани", "кремль"),
        ("Усадьба Сандецкого", "Усадьба «Сандецкого»"),
        ("Монастырь Иоанна Предтечи", "Монастырь Иоанна-Предтечи"),
    ],
)
def test_spelling_city_and_synonyms_make_no_other_name(name: str, label: str) -> None:
    best, _ = match(place_of(name), [entity_of("Q1", label)], ())
    assert best is not None
    assert best.similarity == 1


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("Никольская башня", "Ильинская башня"),
        ("Благовещенский собор", "Благовещенский монастырь"),
        ("Гимназия № 9", "Гимназия № 5"),
        ("Музей литературы XIX века", "Музей литературы XX века"),
        ("Площадь Тукая", "Памятник Тукаю на площади Тукая"),
    ],
)
def test_a_name_that_only_looks_alike_is_not_accepted(name: str, label: str) -> None:
    best, _ = match(place_of(name), [entity_of("Q1", label)], ())
    assert best is None


def test_names_in_other_languages_and_aliases_count() -> None:
    place = place_of("Кул-Шариф", names={"en": "Kul Sharif Mosque"})
    by_label = entity_of("Q1", labels={"en": "Kul Sharif mosque"})
    by_alias = entity_of("Q2", "Мечеть", aliases={"ru": ("Кул Шариф",)})
    for entity in (by_label, by_alias):
        best, _ = match(place, [entity], ())
        assert best is not None
        assert best.wikidata == entity.id


def test_what_is_less_alike_is_shown_to_a_person_best_first() -> None:
    items = [
        entity_of("Q1", "Спасская надвратная церковь"),
        entity_of("Q2", "Спасская башня"),
        entity_of("Q3", "Совсем другое"),
    ]
    best, others = match(place_of("Спасская церковь"), items, ())
    assert best is None
    assert [candidate.wikidata for candidate in others] == ["Q1", "Q2"]
    assert all(WORTH_A_LOOK <= candidate.similarity < ACCEPT for candidate in others)


def test_no_more_than_five_are_shown() -> None:
    items = [entity_of(f"Q{number}", f"Башня {name}") for number, name in enumerate("абвгдежз")]
    assert len(match(place_of("Башня"), items, ())[1]) == 5


def test_of_two_equally_good_ones_none_is_accepted() -> None:
    items = [entity_of("Q1", "Водонапорная башня", 40), entity_of("Q2", "Водонапорная башня", 20)]
    best, others = match(place_of("Водонапорная башня"), items, ())
    assert best is None
    assert [candidate.wikidata for candidate in others] == ["Q2", "Q1"]


def test_of_two_with_one_name_the_far_one_gives_way() -> None:
    items = [entity_of("Q1", "Водонапорная башня", 480), entity_of("Q2", "Водонапорная башня", 20)]
    best, others = match(place_of("Водонапорная башня"), items, ())
    assert best is not None
    assert best.wikidata == "Q2"
    assert [candidate.wikidata for candidate in others] == ["Q1"]


def test_an_equal_name_five_hundred_metres_away_is_for_a_person() -> None:
    best, others = match(
        place_of("Троицкая церковь"), [entity_of("Q1", "Троицкая церковь", 500)], ()
    )
    assert best is None
    assert [candidate.wikidata for candidate in others] == ["Q1"]


def test_an_item_of_another_place_is_no_candidate() -> None:
    items = [entity_of("Q1", "Спасская башня")]
    assert match(place_of("Спасская башня"), items, {"Q1"}) == (None, [])


def test_an_item_without_position_is_no_candidate() -> None:
    items = [entity_of("Q1", "Спасская башня", lat=None, lon=None)]
    assert match(place_of("Спасская башня"), items, ()) == (None, [])


def test_what_stands_no_more_is_for_a_person() -> None:
    best, others = match(
        place_of("Спасская башня"), [entity_of("Q1", "Спасская башня", ended=True)], ()
    )
    assert best is None
    assert [candidate.wikidata for candidate in others] == ["Q1"]


def test_positions_differ_beyond_five_hundred_metres() -> None:
    place = place_of("Спасская башня")
    assert position_differs(place, entity_of("Q1", north=490)) is None
    assert position_differs(place, entity_of("Q1", north=800)) == pytest.approx(800, abs=1)
    assert position_differs(place, entity_of("Q1", lat=None, lon=None)) is None


def test_among_neighbours_in_real_cities_what_is_accepted_is_right(catalogue: Catalogue) -> None:
    same, other, absent = outcomes = [measure(catalogue, case) for case in CASES]
    assert precision(outcomes) >= 0.985
    assert same.right / same.places >= 0.99
    assert other.right / other.places >= 0.35
    assert absent.wrong <= 4
