"""The two routes of the service that this one replaces, with its field names and five of each."""

from __future__ import annotations

import json
from collections.abc import Sequence

from aiohttp import web

from inference.catalogue import Place
from inference.images import ImageError
from inference.service.bodies import read_form
from inference.service.classify import checked, recognized
from inference.service.problems import ProblemError
from inference.service.questions import UNNAMED_PHOTO, only
from inference.service.responses import json_bytes, json_response
from inference.service.state import SERVICE, Answering
from inference.service.turns import each

routes = web.RouteTableDef()
DEFAULT_CITY = "Нижний Новгород"
_FIVE = 5


@routes.post("/search/by_image")
async def by_image(request: web.Request) -> web.Response:
    service = request.app[SERVICE]
    answering = service.for_photos()
    limits = service.settings.limits
    with service.bodies.shared() as take:
        form = await read_form(request, service.settings.max_body, limits.max_bytes, take)
        only(form.fields, ("city",), UNNAMED_PHOTO)
        photo = next((file for file in form.files if file.field == "image_file"), None)
        if photo is None:
            raise ProblemError("no_photo", "Send a photo as image_file.")
        city = _city(answering, form.fields.get("city"))
        if city is None:
            return _unknown_city(form.fields.get("city"))
        try:
            data = checked(service, photo)
        except ImageError as error:
            raise ProblemError("too_large", str(error)) from None
        answer = await recognized(service, answering, data, city, _FIVE)
    return json_response(
        {
            "cats_probs": [
                {"category": guess.category.id, "probability": guess.probability}
                for guess in answer.categories
            ],
            "names_coords": [
                {"sight_name": place.name, "lon": place.lon, "lat": place.lat}
                for place in (guess.place for guess in answer.places)
            ],
        }
    )


@routes.post("/search/by_text")
async def by_text(request: web.Request) -> web.Response:
    service = request.app[SERVICE]
    answering = service.now()
    with service.bodies.shared() as take:
        form = await read_form(request, service.settings.max_body, 0, take)
    only(form.fields, ("text", "city"))
    text = form.fields.get("text")
    if text is None:
        raise ProblemError("bad_request", "Send the words as text.")
    city = _city(answering, form.fields.get("city"))
    if city is None:
        return _unknown_city(form.fields.get("city"))
    result = await answering.engine.search(text, city, _FIVE)
    places = [hit.place for hit in result.hits]
    drawn = await _pictures(answering, places)
    # Put together from bytes: the pictures are JSON strings already.
    found = b", ".join(map(_with_picture, places, drawn))
    return json_bytes(b'{"result": [' + found + b"]}")


async def _pictures(answering: Answering, places: Sequence[Place]) -> list[bytes]:
    kept = [answering.pictures.kept(place, "ru") for place in places]
    known = [picture for picture in kept if picture is not None]
    if len(known) == len(places):
        return known
    return await each(places, lambda place: answering.pictures.encoded(place, "ru"), _FIVE)


def _with_picture(place: Place, picture: bytes) -> bytes:
    facts = {"sight_name": place.name, "lon": place.lon, "lat": place.lat}
    start = json.dumps(facts, ensure_ascii=False)[:-1].encode()
    return start + b', "encoded_img": ' + picture + b"}"


def _city(answering: Answering, name: str | None) -> str | None:
    return answering.catalogue.find_city(name or DEFAULT_CITY)


def _unknown_city(name: str | None) -> web.Response:
    message = f"There are no places of the city {name or DEFAULT_CITY!r}."
    body = json.dumps({"message": message}, ensure_ascii=False)
    return web.Response(status=404, text=body, content_type="application/json")
