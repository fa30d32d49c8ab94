from __future__ import annotations

import math
import random

import numpy as np
import pytest

from inference.cards.minimap import (
    Frame,
    Viewport,
    frame_places,
    include,
    mark_place,
    round_length,
    to_metres,
)

PORT = Viewport(x=600, y=250, half_width=400, half_height=150)
MIDDLE = (56.84, 60.6)
SCATTER = random.Random(3)  # noqa: S311 (a drawing, not a secret)
CITY = [(MIDDLE[0] + SCATTER.gauss(0, 0.01), MIDDLE[1] + SCATTER.gauss(0, 0.02)) for _ in range(99)]


def north_of(metres: float) -> tuple[float, float]:
    return MIDDLE[0] + metres / 111_195, MIDDLE[1]


def test_a_degree_of_longitude_shrinks_with_latitude() -> None:
    (east, _), (_, north) = to_metres([(60.0, 31.0), (61.0, 30.0)], lat=60.0, lon=30.0)

    assert east == pytest.approx(north / 2, rel=1e-6)
    assert north == pytest.approx(111_195)


def test_distances_agree_with_the_great_circle() -> None:
    lat, lon = (math.radians(v) for v in MIDDLE)
    to_lat, to_lon = (math.radians(v) for v in (56.87, 60.66))
    inner = math.sin((to_lat - lat) / 2) ** 2
    inner += math.cos(lat) * math.cos(to_lat) * math.sin((to_lon - lon) / 2) ** 2
    great_circle = 2 * 6_371_000 * math.asin(math.sqrt(inner))

    assert math.hypot(*to_metres([(56.87, 60.66)], *MIDDLE)[0]) == pytest.approx(
        great_circle, rel=0.002
    )


def test_north_is_up_and_east_is_right() -> None:
    frame = frame_places(CITY, PORT)
    (x, y), (east_x, _), (_, north_y) = frame.project(
        [MIDDLE, (MIDDLE[0], MIDDLE[1] + 0.01), north_of(500)]
    )

    assert east_x > x
    assert north_y < y


def test_the_frame_holds_most_places_and_uses_its_room() -> None:
    pixels = frame_places(CITY, PORT).project(CITY)
    off = np.abs(pixels - (PORT.x, PORT.y)) / (PORT.half_width, PORT.half_height)

    assert (off.max(axis=1) <= 1).mean() > 0.8
    assert np.quantile(off.max(axis=1), 0.9) > 0.7


def test_far_outliers_do_not_shrink_the_city() -> None:
    alone = frame_places(CITY, PORT)
    with_villages = frame_places([*CITY, north_of(20_000), north_of(-60_000)], PORT)

    assert with_villages.metres_per_pixel == pytest.approx(alone.metres_per_pixel, rel=0.1)


def test_a_single_place_stands_in_the_middle_of_a_map_of_sensible_scale() -> None:
    frame = frame_places([MIDDLE], PORT)
    mark = mark_place(frame, *MIDDLE)

    assert (mark.x, mark.y, mark.outside) == (PORT.x, PORT.y, False)
    assert 1 < frame.metres_per_pixel < 10


def test_places_at_one_point_are_framed_too() -> None:
    assert frame_places([MIDDLE] * 3, PORT) == frame_places([MIDDLE], PORT)


def test_a_city_across_the_180th_meridian_stays_together() -> None:
    frame = frame_places([(-16.8, 179.99), (-16.8, -179.99), (-16.81, 179.98)], PORT)

    assert frame.metres_per_pixel < 50


def test_a_place_inside_is_marked_where_it_lies() -> None:
    frame = frame_places(CITY, PORT)
    mark = mark_place(frame, *CITY[0])

    assert (mark.x, mark.y) == pytest.approx(tuple(frame.project([CITY[0]])[0]))


@pytest.mark.parametrize(
    ("metres", "y", "direction"), [(20_000, 100, -math.pi / 2), (-20_000, 400, math.pi / 2)]
)
def test_an_outlier_is_marked_at_the_border_with_direction_and_distance(
    metres: float, y: float, direction: float
) -> None:
    frame = Frame(*MIDDLE, metres_per_pixel=10, viewport=PORT)
    mark = mark_place(frame, *north_of(metres))

    assert mark.outside
    assert (mark.x, mark.y) == pytest.approx((PORT.x, y))
    assert mark.direction == pytest.approx(direction)
    assert mark.distance_m == pytest.approx(20_000)


def test_a_place_a_little_outside_widens_the_frame_until_it_fits() -> None:
    frame = Frame(*MIDDLE, metres_per_pixel=10, viewport=PORT)
    near, far = north_of(2_000), north_of(20_000)

    assert not mark_place(include(frame, *near), *near).outside
    assert include(frame, *near).metres_per_pixel == pytest.approx(2_000 / 150)
    assert include(frame, *far) == frame
    assert include(frame, *MIDDLE) == frame


@pytest.mark.parametrize(
    ("longest", "rounded"), [(1, 1), (4.9, 2), (5, 5), (99, 50), (1_999, 1_000), (20_000, 20_000)]
)
def test_scale_bars_have_round_lengths(longest: float, rounded: float) -> None:
    assert round_length(longest) == rounded
