from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from inference.catalogue import Catalogue, Category, Photo, Place
from inference.remote import ServiceError
from inference.remote.answers import read_recognition, read_search
from inference.remote.connection import Answer
from tests.models import CATEGORIES, PLACES
from tests.remote.conftest import photo_object, place_object, search_object

STRANGE: dict[str, Any] = {
    "id": "Q1",
    "name": "Маяк",
    "city": "Гамма",
    "category": "light_houses",
    "lat": 59.5,
    "lon": 30.25,
}


def answer(*objects: dict[str, Any]) -> Answer:
    return Answer(json.dumps(objects).encode(), None)


def test_places_and_categories_are_those_of_the_catalogue(small: Catalogue) -> None:
    recognition = read_recognition(
        answer(photo_object(elsewhere=place_object(2, probability=0.6))), small
    )
    assert [guess.place for guess in recognition.places] == [PLACES[0], PLACES[1]]
    assert [guess.probability for guess in recognition.places] == [0.7, 0.3]
    assert [guess.category for guess in recognition.categories] == [CATEGORIES[2]]
    assert (recognition.known, recognition.confidence) == (True, 0.9)
    assert recognition.elsewhere is not None
    assert recognition.elsewhere.place is PLACES[2]


def test_what_the_catalogue_lacks_is_told_by_the_answer(small: Catalogue) -> None:
    lighthouse = {"category": "light_houses", "label": "маяк", "probability": 1.0}
    recognition = read_recognition(
        answer(photo_object(categories=[lighthouse], places=[{**STRANGE, "probability": 1.0}])),
        small,
    )
    (category,), (guess,) = recognition.categories, recognition.places
    assert category.category == Category("light_houses", "маяк", "light houses", "📍")
    assert guess.place == Place("Q1", "Маяк", "light_houses", "Гамма", lat=59.5, lon=30.25)


def test_a_hit_has_the_photo_that_is_here(small: Catalogue) -> None:
    photo = Photo(PLACES[0].id, url="https://example.org/tower.jpg")
    known = replace(small, photos={PLACES[0].id: (photo,)})
    strange = {**STRANGE, "score": 0.5, "why": "meaning", "photo": "https://example.org/light.jpg"}
    found = search_object()
    result = read_search(answer({**found, "hits": [*found["hits"], strange]}), known)
    assert [(hit.place.id, hit.photo, hit.score, hit.why) for hit in result.hits] == [
        (PLACES[0].id, photo, 1.0, "name"),
        ("Q1", None, 0.5, "meaning"),
    ]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>",
        b"{}",
        b"[]",
        b'[{"photo": null, "error": {"code": "broken", "message": "no"}}]',
        json.dumps([photo_object(), photo_object()]).encode(),
        json.dumps([photo_object(categories=[])]).encode(),
        json.dumps([photo_object(confidence=7)]).encode(),
        json.dumps([photo_object(places=[{**STRANGE, "probability": 1, "id": "a b"}])]).encode(),
    ],
)
def test_what_is_no_answer_is_an_error_of_the_service(small: Catalogue, body: bytes) -> None:
    with pytest.raises(ServiceError, match="inference service"):
        read_recognition(Answer(body, None), small)
