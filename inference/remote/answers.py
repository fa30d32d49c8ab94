"""The service's JSON → answers with the places of this program's own catalogue."""

from __future__ import annotations

from typing import Annotated, TypeVar

from pydantic import BaseModel, Field, TypeAdapter, ValidationError

from inference.catalogue import Catalogue, Category, Place
from inference.recognition import CategoryGuess, PlaceGuess, Recognition
from inference.remote.connection import Answer
from inference.remote.errors import ServiceError
from inference.search.results import Hit, SearchResult

T = TypeVar("T")
_Share = Annotated[float, Field(ge=0, le=1)]


class _PlaceObject(BaseModel):
    id: str = Field(pattern=r"^[A-Za-z0-9_-]{1,40}$")
    name: str
    city: str
    category: str
    lat: float | None = None
    lon: float | None = None


class _GuessObject(_PlaceObject):
    probability: _Share


class _CategoryObject(BaseModel):
    category: str
    label: str
    probability: _Share


class _PhotoObject(BaseModel):
    known: bool
    confidence: _Share
    categories: list[_CategoryObject] = Field(min_length=1)
    places: list[_GuessObject]
    elsewhere: _GuessObject | None = None


class _HitObject(_PlaceObject):
    score: _Share
    why: str


class _SearchObject(BaseModel):
    query: str
    city: str | None
    hits: list[_HitObject]


_PHOTOS = TypeAdapter(list[_PhotoObject])
_SEARCHES = TypeAdapter(list[_SearchObject])


def read_recognition(answer: Answer, catalogue: Catalogue) -> Recognition:
    """The answer to the photos of one place, whose labels are in Russian.

    Raises ServiceError, as the others do, for what is no such answer.
    """
    photo = _only(read(_PHOTOS, answer))
    return Recognition(
        tuple(
            CategoryGuess(_category(guess, catalogue), guess.probability)
            for guess in photo.categories
        ),
        tuple(_guess(place, catalogue) for place in photo.places),
        photo.known,
        photo.confidence,
        None if photo.elsewhere is None else _guess(photo.elsewhere, catalogue),
    )


def read_search(answer: Answer, catalogue: Catalogue) -> SearchResult:
    """The answer to one query; a hit's photo is that of the catalogue here."""
    result = _only(read(_SEARCHES, answer))
    hits = []
    for hit in result.hits:
        place = _place(hit, catalogue)
        hits.append(Hit(place, hit.score, catalogue.first_photo(place.id), hit.why))
    return SearchResult(result.query, result.city, tuple(hits))


def read(kind: TypeAdapter[T], answer: Answer) -> T:
    """The body of an answer as that kind of document."""
    try:
        return kind.validate_json(answer.body)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        raise ServiceError(
            f"The inference service's answer cannot be read: {where} {first['msg']}."
        ) from None


def _only(objects: list[T]) -> T:
    if len(objects) != 1:
        raise ServiceError(f"The inference service gives {len(objects)} answers to one question.")
    return objects[0]


def _guess(guess: _GuessObject, catalogue: Catalogue) -> PlaceGuess:
    return PlaceGuess(_place(guess, catalogue), guess.probability)


def _place(place: _PlaceObject, catalogue: Catalogue) -> Place:
    """The catalogue's place; one that only the service has is told by its answer."""
    return catalogue.places.get(place.id) or Place(
        place.id, place.name, place.category, place.city, lat=place.lat, lon=place.lon
    )


def _category(guess: _CategoryObject, catalogue: Catalogue) -> Category:
    known = catalogue.category(guess.category)
    if guess.category in catalogue.categories:
        return known
    return Category(known.id, guess.label, known.en, known.emoji)
