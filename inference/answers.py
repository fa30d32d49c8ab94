"""Answers as the JSON objects that the commands print and the HTTP service sends."""

from __future__ import annotations

from typing import Any

from inference.catalogue import Photo, Place
from inference.place_names import short_name
from inference.recognition import PlaceGuess, Recognition
from inference.search.results import SearchResult


def guess_object(guess: PlaceGuess, language: str) -> dict[str, Any]:
    """A place with the probability that it is the one; `lat` and `lon` in degrees, or null."""
    place = guess.place
    return {
        **_named(place, language),
        "probability": guess.probability,
        "lat": place.lat,
        "lon": place.lon,
    }


def recognition_object(photo: str | None, answer: Recognition, language: str) -> dict[str, Any]:
    """What a photo shows; labels of categories and titles are in the language, `ru` or `en`."""
    return {
        "photo": photo,
        "known": answer.known,
        "confidence": answer.confidence,
        "categories": [
            {
                "category": guess.category.id,
                "label": guess.category.label(language),
                "probability": guess.probability,
            }
            for guess in answer.categories
        ],
        "places": [guess_object(guess, language) for guess in answer.places],
    }


def search_object(result: SearchResult, photos: list[str | None], language: str) -> dict[str, Any]:
    """What words found; `photos` say where the hits' photos are, one a hit."""
    return {
        "query": result.query,
        "city": result.city,
        "hits": [
            {
                **_named(hit.place, language),
                "score": hit.score,
                "lat": hit.place.lat,
                "lon": hit.place.lon,
                "photo": photo,
                "why": hit.why,
            }
            for hit, photo in zip(result.hits, photos, strict=True)
        ],
    }


def _named(place: Place, language: str) -> dict[str, str]:
    return {
        "id": place.id,
        "name": place.name,
        "title": short_name(place, language),
        "city": place.city,
        "category": place.category,
    }


def photo_address(photo: Photo | None) -> str | None:
    """Where a photo of the catalogue is: its public address, else its path on this machine."""
    return None if photo is None else photo.url or str(photo.path)
