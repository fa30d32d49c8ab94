"""The hand-written names of the bundled catalogue."""

from __future__ import annotations

import csv
from collections import Counter

from inference.bundled import CATALOGUE
from inference.catalogue import Catalogue


def rows(name: str) -> list[dict[str, str]]:
    with (CATALOGUE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_every_alias_names_a_place_of_the_catalogue(catalogue: Catalogue) -> None:
    unknown = {row["place_id"] for row in rows("aliases.csv")} - catalogue.places.keys()
    assert not unknown


def test_aliases_are_well_formed_and_none_stands_twice() -> None:
    found = rows("aliases.csv")
    assert {row["language"] for row in found} == {"ru", "en"}
    assert {row["role"] for row in found} == {"name", "alias", "about", "keywords"}
    assert all(row["text"] == row["text"].strip() != "" for row in found)
    assert max(Counter((row["place_id"], row["text"].casefold()) for row in found).values()) == 1
    for role in ("name", "about", "keywords"):
        once = Counter((r["place_id"], r["language"]) for r in found if r["role"] == role)
        assert max(once.values()) == 1, role


def test_every_place_is_told_about_in_a_line_of_each_language(catalogue: Catalogue) -> None:
    for place in catalogue.places.values():
        assert place.about.keys() == {"ru", "en"}, place.name
        assert all(40 <= len(line) <= 220 for line in place.about.values()), place.name
        assert len(place.keywords) >= 6, place.name


def test_the_sights_of_a_city_are_places_of_it(catalogue: Catalogue) -> None:
    assert sum(bool(city.sights) for city in catalogue.cities.values()) == 4
    for city in catalogue.cities.values():
        assert {catalogue.places[sight].city for sight in city.sights} <= {city.name}
        assert len(set(city.sights)) == len(city.sights)


def test_every_place_abroad_has_an_english_name(catalogue: Catalogue) -> None:
    russian = {"Екатеринбург", "Нижний Новгород", "Владимир", "Ярославль"}
    places = catalogue.places.values()
    assert not [p.name for p in places if p.city not in russian and "en" not in p.names]
    assert sum("en" in place.names for place in places if place.city in russian) >= 80


def test_every_city_has_an_english_name_and_no_alias_means_two(catalogue: Catalogue) -> None:
    listed = rows("cities.csv")
    assert {row["city"] for row in listed} == catalogue.cities.keys()
    assert all(city.en for city in catalogue.cities.values())
    every = [
        name.casefold()
        for city in catalogue.cities.values()
        for name in {n.casefold() for n in (city.name, city.en or "", *city.aliases)}
    ]
    assert max(Counter(every).values()) == 1
