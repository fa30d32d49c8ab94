from __future__ import annotations

from dataclasses import replace

from bot.texts import texts_in
from bot.views.names import distinct_names
from bot.views.place_list import place_list
from bot.views.recognition import candidates_keyboard
from inference import Catalogue, Place

RU = texts_in("ru")


def halls(catalogue: Catalogue) -> list[Place]:
    """Two town halls of one name, and another place."""
    place = catalogue.places["U900009"]
    hall = replace(place, name="Ратуша", names={})
    return [replace(hall, id="a", city="Порту"), replace(hall, id="b", city="Владимир"), place]


def test_names_that_are_alike_tell_their_cities(catalogue: Catalogue) -> None:
    names = distinct_names(halls(catalogue), catalogue, "ru", 40)
    assert names == ["Ратуша, Порту", "Ратуша, Владимир", "Эйфелева башня"]


def test_long_names_that_look_alike_once_cut_keep_their_cities(catalogue: Catalogue) -> None:
    long = [replace(hall, name="Ратуша " * 20 + hall.id) for hall in halls(catalogue)[:2]]
    first, second = distinct_names(long, catalogue, "ru", 40)
    assert first.endswith("…, Порту")
    assert second.endswith("…, Владимир")
    assert max(len(first), len(second)) <= 40


def test_buttons_and_lists_of_ways_tell_them_apart(catalogue: Catalogue) -> None:
    places = halls(catalogue)
    keyboard = candidates_keyboard([*enumerate(places)], "k", catalogue, RU)
    shown = [row[0].text for row in keyboard.inline_keyboard]
    assert shown[:2] == ["Ратуша, Порту", "Ратуша, Владимир"]
    listed = place_list("Рядом", places, catalogue, RU, ["350 м"] * 3)
    assert "<b>Ратуша, Порту</b>" in listed
