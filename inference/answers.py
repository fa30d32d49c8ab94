"""Answers as the JSON objects that the commands print and the HTTP service sends."""

from __future__ import annotations

from typing import Any

from inference.catalogue import Photo
from inference.recognition import PlaceGuess, Recognition
from inference.search.results import SearchResult


def guess_object(guess: PlaceGuess) -> dict[str, Any]:
    """A place with the probability that it is the one; `lat` and `lon` in degrees, or null."""
    place = guess.place
    return {
        "id": place.id,
        "name": place.name,
        "city": place.city,
        "category": place.category,
        "probability": guess.probability,
        "lat": place.lat,
        "lon": place.lon,
    }


def recognition_object(photo: str | None, answer: Recognition, language: str) -> dict[str, Any]:
    """What a photo shows; the labels of the categories are in the language, `ru` or `en`."""
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
        "places": [guess_object(guess) for guess in answer.places],
    }


def search_object(result: SearchResult, photos: list[str | None]) -> dict[str, Any]:
    """What words found; `photos` say where the hits' photos are, one a hit."""
    return {
        "query": result.query,
        "city": result.city,
        "hits": [
            {
                "id": hit.place.id,
                "name": hit.place.name,
                "city": hit.place.city,
                "category": hit.place.category,
                "score": hit.score,
                "lat": hit.place.lat,
                "lon": hit.place.lon,
                "photo": photo,
                "why": hit.why,
            }
            for hit, photo in zip(result.hits, photos, strict=True)
        ],
    }


def photo_address(photo: Photo | None) -> str | None:
    """Where a photo of the catalogue is: its public address, else its path on this machine."""
    return None if photo is None else photo.url or str(photo.path)
