from __future__ import annotations

from dataclasses import replace

import pytest

from bot.texts import texts_in
from bot.views.nearby import nearby_keyboard, nearby_text, way_to
from inference import Catalogue, Place

RU, EN = texts_in("ru"), texts_in("en")
LAT, LON = 57.0, 40.0
# One metre of latitude, and of longitude at this latitude, in degrees.
NORTH, EAST = 1 / 111_195, 1 / 60_562


def place_at(north_m: float, east_m: float) -> Place:
    lat, lon = LAT + north_m * NORTH, LON + east_m * EAST
    return Place("U1", "Золотые ворота", "towers", "Владимир", lat=lat, lon=lon)


@pytest.mark.parametrize(
    ("north_m", "east_m", "way"),
    [
        (247, 247, "↗ 350 м на северо-восток"),
        (100, 0, "↑ 100 м на север"),
        (0, 1234, "→ 1,2 км на восток"),
        (-700, 700, "↘ 990 м на юго-восток"),
        (-1000, 0, "↓ 1,0 км на юг"),
        (-20, -20, "↙ 30 м на юго-запад"),
        (0, -12_400, "← 12 км на запад"),
        (300, -300, "↖ 420 м на северо-запад"),
        (5, 5, "вы на месте"),
    ],
)
def test_the_way_is_told_by_arrow_distance_and_direction(
    north_m: float, east_m: float, way: str
) -> None:
    assert way_to(LAT, LON, place_at(north_m, east_m), RU) == way


def test_the_way_is_told_in_english() -> None:
    assert way_to(LAT, LON, place_at(0, 1234), EN) == "→ 1.2 km to the east"


def test_a_list_names_each_place_and_the_way_to_it(catalogue: Catalogue) -> None:
    places = [place_at(100, 0), replace(place_at(0, 400), id="U2", name="А <б> & в")]
    text = nearby_text(LAT, LON, places, catalogue, RU, live=False)
    assert "1. <b>Золотые ворота</b>\n🗼 ↑ 100 м на север" in text
    assert "2. <b>А &lt;б&gt; &amp; в</b>" in text
    assert "Идите" not in text
    assert "Идите" in nearby_text(LAT, LON, places, catalogue, RU, live=True)


def test_each_place_has_a_card_and_a_pin(catalogue: Catalogue) -> None:
    places = [replace(place_at(1, 1), id=f"U{number}") for number in range(6)]
    rows = nearby_keyboard(places, RU).inline_keyboard
    assert [[button.text for button in row] for row in rows] == [
        ["1", "2", "3", "4"],
        ["5", "6"],
        ["🗺 1", "🗺 2", "🗺 3", "🗺 4"],
        ["🗺 5", "🗺 6"],
    ]
    assert [row[0].callback_data for row in rows] == ["place:U0", "place:U4", "map:U0", "map:U4"]
