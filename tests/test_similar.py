from __future__ import annotations

from inference import Catalogue
from inference.similar import city_at, nearest_places, similar_places

PALACE = "U900030"
PORTO = (41.1496, -8.6109)


def test_the_nearest_places_come_first_with_their_distances(catalogue: Catalogue) -> None:
    palace = catalogue.places[PALACE]
    assert palace.lat is not None
    assert palace.lon is not None
    near = nearest_places(catalogue, palace.lat, palace.lon, 4)
    assert near[0] == (palace, 0)
    assert [metres for _, metres in near] == sorted(metres for _, metres in near)
    assert len(near) == 4


def test_what_lies_too_far_is_not_near(catalogue: Catalogue) -> None:
    near = nearest_places(catalogue, *PORTO, 100, within_m=2_000)
    assert near
    assert all(metres <= 2_000 and place.city == "Порту" for place, metres in near)


def test_a_position_lies_in_the_city_of_the_nearest_place(catalogue: Catalogue) -> None:
    assert city_at(catalogue, *PORTO) == "Порту"
    assert city_at(catalogue, PORTO[0] + 0.2, PORTO[1]) == "Порту"


def test_a_position_far_from_every_place_lies_in_no_city(catalogue: Catalogue) -> None:
    assert city_at(catalogue, PORTO[0] + 0.4, PORTO[1]) is None
    assert city_at(catalogue, 0.0, -30.0) is None


def test_places_alike_are_of_one_kind_and_not_the_place_itself(catalogue: Catalogue) -> None:
    theatre = next(place for place in catalogue.places.values() if "opera_houses" in place.kinds)
    alike = similar_places(catalogue, theatre, 5)
    assert len(alike) == 5
    assert theatre not in alike
    assert all(place.category == theatre.category for place in alike)


def test_every_place_has_places_like_it(catalogue: Catalogue) -> None:
    for place in list(catalogue.places.values())[::20]:
        assert similar_places(catalogue, place, 5), place.name
