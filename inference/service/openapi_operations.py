"""How one operation of the OpenAPI document is written."""

from __future__ import annotations

from typing import Any

from inference.service.openapi_schemas import TEXT, Schema, ref

_PROBLEMS = {
    400: "The request is wrong; its detail says how.",
    401: "The API key is missing or wrong.",
    404: "The city or the place is not in the catalogue.",
    413: "The body is too large.",
    415: "The body is of another kind than those listed.",
    422: "The photo is refused.",
    503: "Too many requests wait, or the models are being loaded: ask again later.",
    504: "It took longer than REQUEST_SECONDS.",
}
_ASKED = (401, 503, 504)


def operation(
    tag: str,
    summary: str,
    answer: Schema,
    *,
    kind: str = "application/json",
    problems: tuple[int, ...] = (),
    parameters: list[Schema] | None = None,
    body: dict[str, Schema] | None = None,
    headers: dict[str, Schema] | None = None,
    others: dict[str, Schema] | None = None,
    always: tuple[int, ...] = _ASKED,
) -> Schema:
    done: Schema = {"description": "The answer.", "content": {kind: {"schema": answer}}}
    if headers:
        done["headers"] = headers
    told = {
        str(status): {
            "description": _PROBLEMS[status],
            "content": {"application/problem+json": {"schema": ref("Problem")}},
        }
        for status in sorted({*problems, *always})
    }
    operation: Schema = {
        "tags": [tag],
        "summary": summary,
        "responses": {"200": done, **told, **(others or {})},
    }
    if parameters:
        operation["parameters"] = parameters
    if body:
        content = {media: {"schema": schema} for media, schema in body.items()}
        operation["requestBody"] = {"required": True, "content": content}
    return operation


def open_operation(tag: str, summary: str, answer: Schema, **rest: Any) -> Schema:
    """An operation that needs no key."""
    return {**operation(tag, summary, answer, always=(), **rest), "security": []}


def place_id() -> Schema:
    return {"name": "id", "in": "path", "required": True, "schema": TEXT}


def query(name: str, schema: Schema, required: bool = False) -> Schema:
    return {"name": name, "in": "query", "required": required, "schema": schema}
