from __future__ import annotations

import io
import random
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from inference.cards import SIZE, draw_card
from inference.cards.palette import scheme
from inference.catalogue import Category, Place

RELIGION = Category("religion", "храм или монастырь", "place of worship", "⛪")
SCATTER = random.Random(7)  # noqa: S311 (a drawing, not a secret)
CITY = [
    Place(
        id=f"p{i}",
        name=f"Место {i}",
        category=("religion", "museums")[i % 2],
        city="Екатеринбург",
        lat=56.84 + SCATTER.gauss(0, 0.01),
        lon=60.6 + SCATTER.gauss(0, 0.02),
    )
    for i in range(100)
]
PLACE = CITY[0]


def card(
    place: Place = PLACE,
    category: Category = RELIGION,
    places: list[Place] = CITY,
    language: str = "ru",
    title: str = "Храм на Крови",
    subtitle: str = "Екатеринбург",
) -> bytes:
    return draw_card(place, category, places, language, title, subtitle)


def pixels(jpeg: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(jpeg))
    image.load()
    return image


def test_a_card_is_a_small_jpeg_of_the_announced_size() -> None:
    jpeg = card()

    assert pixels(jpeg).format == "JPEG"
    assert pixels(jpeg).size == SIZE
    assert len(jpeg) < 200_000


def test_the_same_input_gives_the_same_bytes() -> None:
    assert card() == card()


@pytest.mark.parametrize(
    "other",
    [
        card(title="Храм на крови"),
        card(subtitle="Владимир"),
        card(language="en"),
        card(place=CITY[2]),
        card(places=CITY[:50]),
        card(category=replace(RELIGION, id="museums")),
    ],
    ids=["title", "subtitle", "language", "place", "city", "category"],
)
def test_everything_it_is_told_shows(other: bytes) -> None:
    assert other != card()


def test_all_that_matters_survives_cropping_to_a_square() -> None:
    image = pixels(card(title="Толгский Ярославский в честь Введения во храм монастырь"))
    bottom = np.asarray(image.crop((0, 500, *SIZE)), dtype=int)
    panel = np.array(scheme("religion").panel)
    margin = (SIZE[0] - SIZE[1]) // 2
    sides = np.concatenate((bottom[:, :margin], bottom[:, -margin:]), axis=1)

    assert np.abs(sides - panel).max() < 8
    assert np.abs(bottom - panel).max() > 100


@pytest.mark.parametrize(
    "title",
    [
        "",
        " ",
        "А",
        "Ы" * 4096,
        "слово " * 700,
        "a" + "\u0301" * 4095,
        "две\nстроки\r\n\tи ещё",
        "مسجد الشيخ زايد",
        "\u202eнаоборот\u202c",
        "故宮博物院",
        "🏛️👨‍👩‍👧‍👦🇷🇺",
        "\x00\x1b[31m\ud800",
        "<b>&amp;</b> %s {0}",
    ],
)
def test_hostile_text_is_drawn_without_complaint(title: str) -> None:
    odd = replace(PLACE, name=title)

    assert pixels(card(place=odd, title=title, subtitle=title)).size == SIZE


def test_a_name_in_another_script_gives_way_to_one_that_can_be_read() -> None:
    assert card(replace(PLACE, name="Запретный город"), title="故宮") == card(
        title="Запретный город"
    )


@pytest.mark.parametrize(
    ("lat", "lon"),
    [(None, None), (56.8, None), (float("nan"), 60.6), (float("inf"), 1.0), (91.0, 0.0)],
)
def test_a_place_without_a_position_gets_an_emblem_for_a_map(
    lat: float | None, lon: float | None
) -> None:
    unplaced = replace(PLACE, lat=None, lon=None)

    assert card(replace(PLACE, lat=lat, lon=lon)) == card(unplaced)
    assert card(unplaced) != card()


@pytest.mark.parametrize("places", [[], [PLACE], [replace(PLACE, id="q", lat=None)]])
def test_a_city_of_one_place_has_a_map(places: list[Place]) -> None:
    assert card(places=places) == card(places=[PLACE])


@pytest.mark.parametrize(
    ("lat", "lon"), [(57.8, 60.6), (56.8, -120.0), (-90.0, 0.0), (90.0, 180.0)]
)
def test_a_place_far_from_its_city_is_drawn_at_the_border(lat: float, lon: float) -> None:
    far = replace(PLACE, lat=lat, lon=lon)

    assert pixels(card(far, places=[far, *CITY[1:]])).size == SIZE


def test_a_category_of_ones_own_is_drawn_with_the_neutral_pictogram() -> None:
    assert pixels(card(category=Category("vineyards", "винодельня", "winery", "🍇"))).size == SIZE


def test_thousands_of_places_are_drawn_quickly() -> None:
    crowd = [
        replace(
            PLACE,
            id=str(i),
            lat=55.75 + SCATTER.gauss(0, 0.06),
            lon=37.6 + SCATTER.gauss(0, 0.1),
        )
        for i in range(5_000)
    ]
    start = time.process_time()
    jpeg = card(crowd[0], places=crowd)

    assert time.process_time() - start < 2
    assert len(jpeg) < 300_000


def test_threads_draw_what_one_thread_draws() -> None:
    expected = [card(place, title=place.name) for place in CITY[:16]]

    with ThreadPoolExecutor(4) as pool:
        drawn = list(pool.map(lambda place: card(place, title=place.name), CITY[:16]))

    assert drawn == expected
