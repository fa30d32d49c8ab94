"""GET and POST /v1/search: words in, places out."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from aiohttp import web
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from inference.answers import search_object
from inference.catalogue import Photo
from inference.place_names import short_name
from inference.service.bodies import read_body
from inference.service.places import credit_object, photo_path
from inference.service.problems import ProblemError
from inference.service.questions import language, number, only
from inference.service.responses import json_response
from inference.service.settings import MAX_HITS, MAX_QUERIES, MAX_TEXT
from inference.service.state import SERVICE, Answering
from inference.service.turns import each

routes = web.RouteTableDef()
_AT_ONCE = 4
_MAX_BODY = 4 * MAX_QUERIES * MAX_TEXT

Query = Annotated[str, Field(max_length=MAX_TEXT)]


class SearchQuestion(BaseModel):
    """The body of POST /v1/search: one query, or several."""

    model_config = ConfigDict(extra="forbid")

    query: Query | None = None
    queries: list[Query] | None = Field(default=None, min_length=1, max_length=MAX_QUERIES)
    city: Query | None = None
    k: int = Field(default=5, ge=1, le=MAX_HITS, strict=True)
    lang: Literal["ru", "en"] = "ru"

    @model_validator(mode="after")
    def _one_of_both(self) -> SearchQuestion:
        if (self.query is None) == (self.queries is None):
            raise ValueError("give either query or queries")
        return self


@routes.get("/v1/search")
async def search_by_address(request: web.Request) -> web.Response:
    answering = request.app[SERVICE].now()
    query = request.query
    only(query, ("q", "city", "k", "lang"))
    texts = query.getall("q", [])
    if not 1 <= len(texts) <= MAX_QUERIES:
        raise ProblemError("bad_request", f"Give the words as q, up to {MAX_QUERIES} times.")
    k, lang = number(query, MAX_HITS), language(query)
    return await _answer(answering, texts, query.get("city"), k, lang)


@routes.post("/v1/search")
async def search(request: web.Request) -> web.Response:
    service = request.app[SERVICE]
    answering = service.now()
    if request.content_type != "application/json":
        raise ProblemError("unsupported_media_type", "Send the question as application/json.")
    with service.bodies.shared() as take:
        body = await read_body(request, _MAX_BODY, take)
    try:
        question = SearchQuestion.model_validate_json(body)
    except ValidationError as error:
        raise ProblemError("bad_request", _sentence(error)) from None
    texts = question.queries or [question.query or ""]
    return await _answer(answering, texts, question.city, question.k, question.lang)


async def _answer(
    answering: Answering, texts: list[str], city_given: str | None, k: int, lang: str
) -> web.Response:
    city = answering.city(city_given)

    async def ask(text: str) -> dict[str, Any]:
        result = await answering.engine.search(text, city, k)
        found = search_object(result, [_photo(answering, hit.photo) for hit in result.hits])
        for hit, shown in zip(result.hits, found["hits"], strict=True):
            shown["title"] = short_name(hit.place, lang)
            shown["credit"] = credit_object(hit.photo)
        return found

    return json_response(await each(texts, ask, _AT_ONCE))


def _photo(answering: Answering, photo: Photo | None) -> str | None:
    """Where a hit's photo can be had: here, or at its public address."""
    if photo is None:
        return None
    return photo.url if photo.path is None else photo_path(answering.catalogue, photo)


def _sentence(error: ValidationError) -> str:
    first = error.errors(include_url=False, include_input=False)[0]
    where = ".".join(str(part) for part in first["loc"])
    said = first["msg"].removeprefix("Value error, ")
    return f"{where}: {said}." if where else f"{said}."
