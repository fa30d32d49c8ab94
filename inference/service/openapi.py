"""The OpenAPI 3.1 document of the service, written by hand; tests hold it against the routes."""

from __future__ import annotations

from typing import Any

from inference.service.openapi_operations import open_operation, operation, place_id, query
from inference.service.openapi_schemas import (
    HITS,
    JPEG,
    LANGUAGE,
    SCHEMAS,
    TEXT,
    K,
    Schema,
    listed,
    record,
    ref,
)
from inference.service.settings import MAX_PHOTOS, MAX_QUERIES, MAX_TEXT

_BYTES: Schema = {"type": "string", "contentMediaType": "application/octet-stream"}
_CITY: Schema = {**TEXT, "description": "only places of this city, by its Russian or English name"}


def document() -> dict[str, Any]:
    """The document as JSON values."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Orientir",
            "version": "1",
            "summary": "Landmarks in photos and words",
            "license": {"name": "MIT", "identifier": "MIT"},
        },
        "tags": [
            {"name": "questions", "description": "Photos and words in, places out"},
            {"name": "catalogue", "description": "What is known of places"},
            {"name": "service", "description": "How the service is"},
            {"name": "reference", "description": "The routes of the service replaced by this one"},
            {"name": "pages", "description": "For people"},
        ],
        "paths": _paths(),
        "components": {
            "schemas": SCHEMAS,
            "securitySchemes": {
                "key": {"type": "apiKey", "in": "header", "name": "X-API-Key"},
                "bearer": {"type": "http", "scheme": "bearer"},
            },
        },
        # The empty one: where no API_KEY is set.
        "security": [{"key": []}, {"bearer": []}, {}],
    }


def _paths() -> dict[str, Any]:
    question = {"city": _CITY, "k": K, "lang": LANGUAGE}
    together = {
        "type": "boolean",
        "default": False,
        "description": "The photos show one place: one answer for all",
    }
    photos = {
        **record(
            ("city", "k", "lang", "together"),
            photo=listed(_BYTES, minItems=1, maxItems=MAX_PHOTOS),
            **question,
            together=together,
        ),
        "description": "Each part with a file name is a photo, whatever its field is called.",
    }
    recognitions = listed({"anyOf": [ref("Recognition"), ref("RefusedPhoto")]})
    searches = listed(ref("SearchResult"))
    reference_city = {**TEXT, "default": "Нижний Новгород"}
    reference_text = record(("city",), text=TEXT, city=reference_city)
    return {
        "/v1/classify": {
            "post": operation(
                "questions",
                "What photos show",
                recognitions,
                problems=(400, 404, 413, 415, 422),
                body={
                    "multipart/form-data": photos,
                    "image/*": _BYTES,
                    "application/octet-stream": _BYTES,
                },
                parameters=[
                    query(name, schema)
                    for name, schema in {**question, "together": together}.items()
                ],
                headers={"X-Model-Version": {"schema": TEXT}},
            )
        },
        "/v1/search": {
            "get": operation(
                "questions",
                "The places that words describe",
                searches,
                problems=(400, 404),
                parameters=[
                    query(
                        "q",
                        listed({**TEXT, "maxLength": MAX_TEXT}, minItems=1, maxItems=MAX_QUERIES),
                        required=True,
                    ),
                    query("city", _CITY),
                    query("k", HITS),
                    query("lang", LANGUAGE),
                ],
            ),
            "post": operation(
                "questions",
                "The places that words describe, for one query or several",
                searches,
                problems=(400, 404, 413, 415),
                body={"application/json": ref("SearchQuestion")},
            ),
        },
        "/v1/places/{id}": {
            "get": operation(
                "catalogue",
                "All that is known of a place",
                ref("Place"),
                problems=(400, 404),
                parameters=[place_id(), query("lang", LANGUAGE)],
            )
        },
        "/v1/places/{id}/picture": {
            "get": operation(
                "catalogue",
                "A place's photo, or the card drawn for it",
                JPEG,
                kind="image/jpeg",
                problems=(400, 404),
                parameters=[
                    place_id(),
                    query("lang", LANGUAGE),
                    query("photo", {"type": "integer", "minimum": 0, "default": 0}),
                ],
                headers={"ETag": {"schema": TEXT}, "Cache-Control": {"schema": TEXT}},
                others={"304": {"description": "As the ETag in If-None-Match says."}},
            )
        },
        "/v1/cities": {
            "get": operation("catalogue", "The cities of the catalogue", listed(ref("City")))
        },
        "/v1/status": {"get": operation("service", "What answers", ref("Status"))},
        "/healthz": {
            "get": open_operation("service", "Whether the program is alive", ref("Health"))
        },
        "/readyz": {
            "get": open_operation(
                "service",
                "Whether it has loaded its models and has room in its queue",
                ref("Health"),
                problems=(503,),
            )
        },
        "/metrics": {
            "get": operation("service", "Figures for Prometheus", TEXT, kind="text/plain")
        },
        "/search/by_image": {
            "post": operation(
                "reference",
                "Categories and places of a photo",
                ref("ReferenceImageAnswer"),
                problems=(400, 413, 415, 422),
                body={
                    "multipart/form-data": record(("city",), image_file=_BYTES, city=reference_city)
                },
                others=_UNKNOWN_CITY,
            )
        },
        "/search/by_text": {
            "post": operation(
                "reference",
                "Places with pictures for words",
                ref("ReferenceTextAnswer"),
                problems=(400, 413, 415),
                body={
                    "application/x-www-form-urlencoded": reference_text,
                    "multipart/form-data": reference_text,
                },
                others=_UNKNOWN_CITY,
            )
        },
        "/openapi.json": {"get": open_operation("service", "This document", {"type": "object"})},
        "/": {
            "get": open_operation(
                "pages", "A photo or words in, places out", TEXT, kind="text/html"
            )
        },
        "/docs": {
            "get": open_operation("pages", "This document as a page", TEXT, kind="text/html")
        },
        "/page/{name}": {
            "get": open_operation(
                "pages",
                "Files of the pages",
                TEXT,
                kind="text/*",
                problems=(404,),
                parameters=[{"name": "name", "in": "path", "required": True, "schema": TEXT}],
            )
        },
    }


_UNKNOWN_CITY = {
    "404": {
        "description": "The city is not in the catalogue.",
        "content": {"application/json": {"schema": ref("ReferenceMessage")}},
    }
}
