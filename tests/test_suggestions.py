from __future__ import annotations

from dataclasses import replace

import pytest

from inference import Catalogue, Place
from inference.suggestions import Suggestions, best_known


@pytest.fixture(scope="module")
def suggestions(catalogue: Catalogue) -> Suggestions:
    return Suggestions(catalogue)


def names(places: list[Place]) -> list[str]:
    return [place.name for place in places]


def test_every_city_shows_its_first_sight_before_any_shows_its_second(
    catalogue: Catalogue,
) -> None:
    sights = {city.name: city.sights for city in catalogue.cities.values() if city.sights}
    first = best_known(catalogue)[: len(sights)]
    assert {place.city for place in first} == set(sights)
    assert all(place.id == sights[place.city][0] for place in first)


def test_all_places_are_ranked_once(catalogue: Catalogue) -> None:
    ranked = best_known(catalogue)
    assert len(ranked) == len(catalogue.places)
    assert {place.id for place in ranked} == set(catalogue.places)


def test_the_chosen_city_goes_before_all_others(
    suggestions: Suggestions, catalogue: Catalogue
) -> None:
    popular = suggestions.popular("Ярославль", 120)
    own = len(catalogue.in_city("Ярославль"))
    cities = [place.city for place in popular]
    assert cities[:own] == ["Ярославль"] * min(own, 120)
    assert "Ярославль" not in cities[own:]
    assert popular[0].id == catalogue.cities["Ярославль"].sights[0]


def test_the_nearest_come_in_the_order_of_their_distance(
    suggestions: Suggestions, catalogue: Catalogue
) -> None:
    gate = catalogue.places["N1905368022"]
    assert gate.lat is not None
    assert gate.lon is not None
    near = suggestions.nearest(gate.lat, gate.lon, 10)
    distances = [metres for _, metres in near]
    assert near[0][0].city == "Владимир"
    assert distances == sorted(distances)
    assert distances[0] < 5


def test_a_place_without_a_position_is_near_nothing(catalogue: Catalogue) -> None:
    lost = replace(catalogue.places["N1905368022"], lat=None, lon=None)
    small = replace(catalogue, places={lost.id: lost})
    assert Suggestions(small).nearest(0, 0, 5) == []


@pytest.mark.parametrize(
    ("typed", "found"), [("золо", "Золотые ворота"), ("ЗОЛОТЫЕ В", "Золотые ворота")]
)
def test_a_name_is_found_by_its_beginning(suggestions: Suggestions, typed: str, found: str) -> None:
    assert found in names(suggestions.beginning(typed, None, 20))


def test_a_word_within_a_name_is_found_but_not_the_middle_of_a_word(
    suggestions: Suggestions,
) -> None:
    assert "Золотые ворота" in names(suggestions.beginning("воро", None, 20))
    assert "Золотые ворота" not in names(suggestions.beginning("олотые", None, 20))


def test_names_in_both_languages_count(suggestions: Suggestions) -> None:
    assert "Золотые ворота" in names(suggestions.beginning("gold", None, 20))


def test_a_city_narrows_what_begins_alike(suggestions: Suggestions) -> None:
    found = suggestions.beginning("церк", "Владимир", 50)
    assert found
    assert {place.city for place in found} == {"Владимир"}


def test_what_is_no_word_begins_no_name(suggestions: Suggestions) -> None:
    assert suggestions.beginning("?!", None, 20) == []
