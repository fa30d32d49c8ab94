"""The document is held against the routes, and against what they answer."""

from __future__ import annotations

from typing import Any

import pytest
from aiohttp import FormData
from jsonschema import Draft202012Validator
from openapi_spec_validator import validate

from inference.service.app import create_app
from inference.service.openapi import document
from inference.service.settings import ServeSettings
from inference.service.state import Service
from tests.models import jpeg_of
from tests.service.conftest import Running, Start

DOCUMENT = document()


def photos(*bodies: bytes, **fields: str) -> FormData:
    form = FormData(fields, default_to_multipart=True)
    for body in bodies:
        form.add_field("image_file", body, filename="photo.jpg")
    return form


def test_the_document_is_sound() -> None:
    validate(DOCUMENT)


def test_every_route_is_documented_and_no_other() -> None:
    app = create_app(Service(ServeSettings()))
    routes = {
        (route.method.lower(), route.resource.canonical)
        for route in app.router.routes()
        if route.resource is not None and route.method != "HEAD"
    }
    documented = {
        (method, path) for path, methods in DOCUMENT["paths"].items() for method in methods
    }
    assert routes == documented


ASKED: list[tuple[str, str, str, dict[str, Any]]] = [
    ("get", "/v1/search", "/v1/search?q=башня&q=nothing", {}),
    ("get", "/v1/search", "/v1/search", {}),
    ("get", "/v1/search", "/v1/search?q=x&city=Гамма", {}),
    ("post", "/v1/search", "/v1/search", {"json": {"query": "башня"}}),
    ("post", "/v1/search", "/v1/search", {"data": b"x"}),
    ("get", "/v1/places/{id}", "/v1/places/a-tower", {}),
    ("get", "/v1/places/{id}", "/v1/places/a-church", {}),
    ("get", "/v1/places/{id}", "/v1/places/nowhere", {}),
    ("get", "/v1/places/{id}/picture", "/v1/places/a-tower/picture?photo=9", {}),
    ("get", "/v1/cities", "/v1/cities", {}),
    ("get", "/v1/status", "/v1/status", {}),
    ("get", "/healthz", "/healthz", {}),
    ("get", "/readyz", "/readyz", {}),
    ("get", "/openapi.json", "/openapi.json", {}),
    ("post", "/search/by_text", "/search/by_text", {"data": {"text": "башня", "city": "Альфа"}}),
    ("post", "/search/by_text", "/search/by_text", {"data": {"text": "башня"}}),
]


async def check(running: Running, method: str, path: str, address: str, asked: Any) -> None:
    async with running.client.request(method, address, **asked) as response:
        answer = await response.json(content_type=None)
        described = DOCUMENT["paths"][path][method]["responses"][str(response.status)]
    schema = described["content"][response.content_type]["schema"]
    checker = Draft202012Validator({**schema, "components": DOCUMENT["components"]})
    assert [error.message for error in checker.iter_errors(answer)] == []


@pytest.mark.parametrize(("method", "path", "address", "asked"), ASKED)
async def test_answers_are_as_documented(
    running: Running, method: str, path: str, address: str, asked: dict[str, Any]
) -> None:
    await check(running, method, path, address, asked)


async def test_answers_to_photos_are_as_documented(running: Running) -> None:
    path = "/v1/classify"
    for form in (
        photos(jpeg_of(0, 1), b"text", city="Альфа"),
        photos(jpeg_of(2, 1), city="Альфа"),
        photos(jpeg_of(0, 1), jpeg_of(0, 2), together="true"),
        photos(b"text", together="true"),
        photos(city="Гамма"),
        photos(jpeg_of(0, 1), k="x"),
    ):
        await check(running, "post", path, path, {"data": form})
    for form in (photos(jpeg_of(0, 1), city="Альфа"), photos(b"text"), photos(b"x", city="Альфа")):
        await check(running, "post", "/search/by_image", "/search/by_image", {"data": form})


async def test_starting_and_a_missing_key_are_as_documented(start: Start) -> None:
    async with start(loaded=False) as running:
        await check(running, "get", "/readyz", "/readyz", {})
        await check(running, "get", "/v1/cities", "/v1/cities", {})
    async with start(api_key="key") as running:
        await check(running, "get", "/v1/cities", "/v1/cities", {})
        await check(running, "post", "/v1/classify", "/v1/classify", {"data": b"x"})
