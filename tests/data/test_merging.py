from __future__ import annotations

from inference.catalogue import Place
from inference.data.merging import merge_rows
from inference.data.raw import PlaceRow
from inference.naming import fold_name

NORTH_200_M = 0.0018


def row(
    name: str,
    *,
    city: str = "Город",
    xid: str | None = None,
    wikidata: str | None = None,
    lat: float = 56.0,
    kind: str = "religion",
    number: int = 0,
) -> PlaceRow:
    return PlaceRow("X_places.csv", number, name, city, (kind,), xid, wikidata, lat, 40.0)


def merged(*rows: PlaceRow) -> list[Place]:
    return merge_rows(rows)


def test_equal_names_of_a_city_are_one_place_at_any_distance() -> None:
    (place,) = merged(row("Кремль", xid="N1"), row("кремль ", xid="N2", lat=57.0))
    assert place.id == "N1"
    assert place.aliases == ()


def test_equal_names_in_two_cities_are_two_places() -> None:
    first, second = merged(row("Ратуша", city="Порту"), row("Ратуша", city="Черновцы"))
    assert first.id != second.id


def test_one_wikidata_id_in_a_city_is_one_place_with_aliases() -> None:
    (place,) = merged(row("Собор", wikidata="Q1"), row("Кафедральный храм", wikidata="Q1"))
    assert place.name == "Собор"
    assert place.aliases == ("Кафедральный храм",)


def test_one_wikidata_id_in_two_cities_is_two_places() -> None:
    assert len(merged(row("А", wikidata="Q1"), row("Б", wikidata="Q1", city="Другой"))) == 2


def test_a_numbered_name_joins_the_plain_one_nearby() -> None:
    (place,) = merged(
        row("№15 Храм-на-Крови", lat=56.0 + NORTH_200_M),
        row("Храм на Крови", xid="W1", wikidata="Q1", kind="historic"),
    )
    assert (place.id, place.name, place.category) == ("W1", "Храм на Крови", "historic")
    assert place.lat == 56.0


def test_a_numbered_name_far_away_stays_another_place() -> None:
    assert len(merged(row("№3 Памятник", lat=56.1), row("Памятник"))) == 2


def test_numbers_inside_names_keep_places_apart() -> None:
    assert len(merged(row("Гимназия № 9"), row("Гимназия № 10"))) == 2


def test_joining_carries_over() -> None:
    (place,) = merged(
        row("Дом обороны", wikidata="Q1"),
        row("№32 Дом обороны", lat=56.0 + NORTH_200_M),
        row("Дом военного округа", wikidata="Q1", lat=57.0),
    )
    assert place.aliases == ("Дом военного округа",)


def test_the_row_with_a_wikidata_id_speaks_for_the_place() -> None:
    (place,) = merged(
        row("Театр", xid="N1", kind="cultural", lat=56.0),
        row("театр", wikidata="Q5", kind="theatres", lat=56.5),
    )
    assert (place.id, place.name, place.category, place.lat) == ("Q5", "театр", "theatres", 56.5)


def test_a_canonical_name_carries_no_number() -> None:
    (place,) = merged(row("№16 Усадьба", xid=None))
    assert place.name == "Усадьба"
    assert place.id.startswith("usadba-")


def test_numbers_that_alone_tell_two_places_of_a_city_apart_stay() -> None:
    first, second, plain = merged(
        row("№1 Фонтан", lat=56.0), row("№2 Фонтан", lat=56.5), row("Фонтан", lat=57.0)
    )
    assert [first.name, second.name, plain.name] == ["№1 Фонтан", "№2 Фонтан", "Фонтан"]
    assert len({first.id, second.id, plain.id}) == 3


def test_names_and_ids_of_a_city_are_unique_however_numbers_meet() -> None:
    rows = [
        row(name, lat=50 + i)
        for i, name in enumerate(
            ["7. Дом", "Дом", "№3 7 Дом", "№ 7 Дом", "No 7. Дом", "№1 №2 Дом", "№2 Дом", "№15 —"]
        )
    ]
    places = merged(*rows)
    assert len({fold_name(place.name) for place in places}) == len(places)
    assert len({place.id for place in places}) == len(places)
    again = merged(*reversed(rows))
    assert {fold_name(p.name) for p in again} == {fold_name(p.name) for p in places}


def test_an_alias_keeps_its_number_where_another_place_bears_the_plain_name() -> None:
    first, second = merged(
        row("Собор", wikidata="Q1"), row("№5 Фонтан", wikidata="Q1"), row("Фонтан", lat=57.0)
    )
    assert (first.name, first.aliases, second.name) == ("Собор", ("№5 Фонтан",), "Фонтан")


def test_one_city_written_in_two_ways_is_one_city() -> None:
    places = merged(row("А", city="ВЛАДИМИР"), row("Б", city="Владимир"), row("В", city="Владимир"))
    assert {place.city for place in places} == {"Владимир"}


def test_an_id_is_never_given_twice() -> None:
    first, second = merged(row("Башня", xid="N1"), row("Собор", xid="N1"))
    assert first.id == "N1"
    assert second.id.startswith("sobor-")


def test_ids_do_not_depend_on_the_order_of_files() -> None:
    one, other = row("Башня", city="А"), row("Собор", city="Б")
    assert {p.id for p in merged(one, other)} == {p.id for p in merged(other, one)}
