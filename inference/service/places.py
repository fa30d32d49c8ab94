"""GET /v1/places/… and /v1/cities: what the catalogue knows, and pictures of it."""

from __future__ import annotations

from dataclasses import asdict
from statistics import fmean
from typing import Any
from urllib.parse import quote

from aiohttp import web

from inference.catalogue import Catalogue, Photo, Place
from inference.credits import credit_of
from inference.place_names import city_name, short_name
from inference.service.problems import ProblemError
from inference.service.questions import language, only
from inference.service.responses import json_response
from inference.service.state import SERVICE, Answering

routes = web.RouteTableDef()
_ANY_TAG = "*"
_CACHED = "public, max-age=3600"
_CACHED_BEHIND_A_KEY = "private, max-age=3600"


def photo_path(catalogue: Catalogue, photo: Photo) -> str:
    """Where this service shows a photo of the catalogue."""
    number = catalogue.photos[photo.place_id].index(photo)
    path = picture_path(photo.place_id)
    return f"{path}?photo={number}" if number else path


def picture_path(place_id: str) -> str:
    """Where this service shows a place's first photo or its card."""
    return f"/v1/places/{quote(place_id, safe='')}/picture"


def credit_object(photo: Photo | None) -> dict[str, str | None] | None:
    """Who made a photo and under which licence it is shown, or None where neither is named."""
    credit = credit_of(photo)
    return None if credit is None else asdict(credit)


@routes.get("/v1/places/{id}")
async def place(request: web.Request) -> web.Response:
    answering = request.app[SERVICE].now()
    only(request.query, ("lang",))
    lang = language(request.query)
    found = _place(answering, request)
    catalogue = answering.catalogue
    return json_response(
        {
            "id": found.id,
            "name": found.name,
            "title": short_name(found, lang),
            "names": dict(found.names),
            "city": found.city,
            "category": found.category,
            "label": catalogue.categories[found.category].label(lang),
            "kinds": list(found.kinds),
            "lat": found.lat,
            "lon": found.lon,
            "wikidata": found.wikidata,
            "aliases": list(found.aliases),
            "about": dict(found.about),
            "articles": dict(found.articles),
            "picture": picture_path(found.id),
            "photos": [
                {
                    "url": photo.url if photo.path is None else photo_path(catalogue, photo),
                    "page_url": photo.page_url,
                    "author": photo.author,
                    "licence": photo.licence,
                    "licence_url": photo.licence_url,
                }
                for photo in catalogue.photos.get(found.id, ())
            ],
        }
    )


@routes.get("/v1/places/{id}/picture")
async def picture(request: web.Request) -> web.Response:
    service = request.app[SERVICE]
    answering = service.now()
    only(request.query, ("lang", "photo"))
    lang = language(request.query)
    found = _place(answering, request)
    number = _photo_number(request, answering, found)
    tag = answering.pictures.etag(found, number, lang)
    headers = {
        "ETag": f'"{tag}"',
        "Cache-Control": _CACHED if service.settings.api_key is None else _CACHED_BEHIND_A_KEY,
        "X-Content-Type-Options": "nosniff",
    }
    if any(known.value in (tag, _ANY_TAG) for known in request.if_none_match or ()):
        return web.Response(status=304, headers=headers)
    made = await answering.pictures.jpeg(found, number, lang)
    return web.Response(body=made.data, headers={**headers, "Content-Type": "image/jpeg"})


def _photo_number(request: web.Request, answering: Answering, found: Place) -> int:
    text = request.query.get("photo", "0")
    photos = answering.catalogue.photos.get(found.id, ())
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 6 else -1
    if number != 0 and not 0 < number < len(photos):
        raise ProblemError("bad_request", f"photo is a number from 0 to {max(0, len(photos) - 1)}.")
    return number


def _place(answering: Answering, request: web.Request) -> Place:
    found = answering.catalogue.places.get(request.match_info["id"])
    if found is None:
        raise ProblemError("unknown_place", "The catalogue has no place with this id.")
    return found


@routes.get("/v1/cities")
async def cities(request: web.Request) -> web.Response:
    answering = request.app[SERVICE].now()
    return json_response([_city(answering, city) for city in sorted(answering.catalogue.cities)])


def _city(answering: Answering, city: str) -> dict[str, Any]:
    """The position is the middle of the city's places."""
    places = answering.catalogue.in_city(city)
    points = [(p.lat, p.lon) for p in places if p.lat is not None and p.lon is not None]
    return {
        "name": city,
        "en": city_name(answering.catalogue, city, "en"),
        "places": len(places),
        "recognizable": sum(place.id in answering.recognizable for place in places),
        "lat": fmean(lat for lat, _ in points) if points else None,
        "lon": fmean(lon for _, lon in points) if points else None,
    }
