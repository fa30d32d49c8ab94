from __future__ import annotations

from typing import Any

import pytest

from inference.enrichment.photo_choice import choose_photos
from inference.wikimedia.commons import CommonsFile
from tests.enrichment.examples import entity_of, photo_of, place_of

PLACE = place_of("Спасская башня", names={"en": "Spasskaya Tower"})


def chosen(*others: CommonsFile, main: CommonsFile | None = None, most: int = 9) -> list[str]:
    files = choose_photos(PLACE, None, main, others, most)
    return [file.title.removeprefix("File:").removesuffix(".jpg") for file in files]


def test_the_main_image_is_the_first_and_stands_once() -> None:
    main = photo_of("Z main")
    assert chosen(photo_of("A view"), photo_of("Z main"), main=main) == ["Z main", "A view"]


def test_what_people_chose_for_the_item_is_taken_whatever_its_title_says() -> None:
    assert chosen(photo_of("View"), main=photo_of("Tower by night, map")) == [
        "Tower by night, map",
        "View",
    ]


def test_there_are_no_more_than_wanted() -> None:
    assert chosen(photo_of("A"), photo_of("B"), photo_of("C"), most=2) == ["A", "B"]


@pytest.mark.parametrize(
    "lacking",
    [
        {"author": None},
        {"author": "  "},
        {"licence": None},
        {"width": 600, "height": 400},
        {"width": 1280, "height": 400},
        {"width": 300, "height": 1000},
    ],
)
def test_a_photo_that_may_not_be_shown_or_shows_little_is_left_out(lacking: dict[str, Any]) -> None:
    photo = photo_of("View", **lacking)
    assert chosen(photo) == []
    assert chosen(main=photo) == []


@pytest.mark.parametrize("size", [(640, 480), (480, 640), (1280, 427)])
def test_the_smallest_and_the_widest_are_taken(size: tuple[int, int]) -> None:
    width, height = size
    assert chosen(photo_of("View", width=width, height=height)) == ["View"]


@pytest.mark.parametrize(
    "title",
    [
        "Interior of the church",
        "Интерьер собора",
        "Map of Kazan, 1890",
        "План города",
        "Чертёж башни",
        "Coat of arms of Kazan",
        "Герб Казани",
        "Old postcard",
        "Открытка 1910 года",
        "Group photo of the staff",
        "Портрет архитектора",
        "Festival in the square",
        "Концерт у стен",
    ],
)
def test_what_shows_something_else_is_left_out_by_title_description_or_category(title: str) -> None:
    by_title = photo_of(title)
    by_description = photo_of("A", description=title)
    by_category = photo_of("B", categories=("Kazan", title))
    assert chosen(by_title, by_description, by_category, photo_of("View")) == ["View"]


@pytest.mark.parametrize(
    "title",
    [
        "Planetarium and its park",
        "Концертный зал с площади",
        "The church inside the kremlin",
        "Кулисы. Планировка",
        "Humanities Institute",
    ],
)
def test_only_whole_words_count(title: str) -> None:
    assert chosen(photo_of(title)) == [title]


def test_categories_of_halls_and_venues_are_no_events() -> None:
    hall = photo_of("View", categories=("Concert halls in Kazan", "Event venues in Kazan"))
    assert chosen(hall) == ["View"]


def test_words_of_the_places_own_names_tell_nothing() -> None:
    place = place_of("Музей «План города»")
    item = entity_of("Q1", labels={"en": "City Map Museum"})
    photos = [photo_of("Музей План города"), photo_of("City Map Museum"), photo_of("Карта")]
    files = choose_photos(place, item, None, photos, 5)
    assert {file.title for file in files} == {
        "File:Музей План города.jpg",
        "File:City Map Museum.jpg",
    }


def test_night_and_aerial_views_are_the_last() -> None:
    photos = [
        photo_of("Aerial view"),
        photo_of("By night"),
        photo_of("Ночной вид"),
        photo_of("С воздуха"),
        photo_of("View"),
        photo_of("Вид"),
    ]
    assert chosen(*photos)[:2] == ["View", "Вид"]
    assert len(chosen(*photos)) == 6


def test_a_photo_that_names_the_place_comes_before_others() -> None:
    assert chosen(photo_of("A street"), photo_of("Spasskaya tower, Kazan")) == [
        "Spasskaya tower, Kazan",
        "A street",
    ]


def test_photos_of_one_series_are_kept_apart() -> None:
    series = [photo_of(f"Kazan {number}") for number in range(1, 4)]
    others = [photo_of("Wall"), photo_of("Yard")]
    assert chosen(*series, *others) == ["Kazan 1", "Wall", "Kazan 2", "Yard", "Kazan 3"]


def test_photos_of_the_main_images_series_do_not_follow_it() -> None:
    main = photo_of("Kazan (1)")
    assert chosen(photo_of("Kazan (2)"), photo_of("Wall"), main=main) == [
        "Kazan (1)",
        "Wall",
        "Kazan (2)",
    ]


def test_the_order_in_which_photos_were_found_does_not_matter() -> None:
    photos = [photo_of(name) for name in ("C 1", "A", "C 2", "B at night", "Spasskaya tower")]
    assert chosen(*photos) == chosen(*reversed(photos))


def test_a_photo_found_twice_is_taken_once() -> None:
    assert chosen(photo_of("View"), photo_of("View")) == ["View"]
