from __future__ import annotations

import pytest

from inference.geometry import bearing_deg, compass_point, distance_m, read_position

MOSCOW = (55.7522, 37.6156)
SAINT_PETERSBURG = (59.9386, 30.3141)


def test_a_degree_of_latitude_is_111_kilometres() -> None:
    assert distance_m(10, 20, 11, 20) == pytest.approx(111_195, abs=1)


def test_a_degree_of_longitude_is_half_as_long_at_sixty_degrees() -> None:
    assert distance_m(60, 0, 60, 1) == pytest.approx(distance_m(0, 0, 0, 1) / 2, rel=1e-4)


def test_moscow_is_634_kilometres_from_saint_petersburg_either_way() -> None:
    there = distance_m(*MOSCOW, *SAINT_PETERSBURG)
    assert there == pytest.approx(634_000, rel=0.005)
    assert distance_m(*SAINT_PETERSBURG, *MOSCOW) == pytest.approx(there)


def test_the_distance_goes_over_the_date_line_not_round_the_earth() -> None:
    assert distance_m(0, 179.9, 0, -179.9) == pytest.approx(22_239, abs=1)


def test_opposite_points_are_half_a_circumference_apart() -> None:
    assert distance_m(0, 0, 0, 180) == pytest.approx(20_015_115, abs=1)
    assert distance_m(1, 1, 1, 1) == 0


@pytest.mark.parametrize(
    ("lat", "lon", "bearing"), [(1, 0, 0), (0, 1, 90), (-1, 0, 180), (0, -1, 270), (0, 0, 0)]
)
def test_a_bearing_is_clockwise_from_north(lat: float, lon: float, bearing: float) -> None:
    assert bearing_deg(0, 0, lat, lon) == pytest.approx(bearing)


def test_saint_petersburg_lies_north_west_of_moscow() -> None:
    bearing = bearing_deg(*MOSCOW, *SAINT_PETERSBURG)
    assert bearing == pytest.approx(320, abs=1)
    assert compass_point(bearing) == "nw"


def test_a_bearing_goes_over_the_date_line() -> None:
    assert bearing_deg(0, 179.9, 0, -179.9) == pytest.approx(90)


@pytest.mark.parametrize(
    ("bearing", "point"),
    [(0, "n"), (22, "n"), (23, "ne"), (90, "e"), (135, "se"), (181, "s"), (225, "sw"), (359, "n")],
)
def test_a_compass_point_is_the_nearest_of_eight(bearing: float, point: str) -> None:
    assert compass_point(bearing) == point


def test_a_position_is_read_whole_or_not_at_all() -> None:
    assert read_position("", "") == (None, None)
    assert read_position("55.75", "-37.6") == (55.75, -37.6)
    for lat, lon in (("91", "0"), ("0", "181"), ("nan", "0"), ("", "1"), ("x", "1")):
        with pytest.raises(ValueError, match=r"could not convert|is no position"):
            read_position(lat, lon)
