"""The schemas of the OpenAPI document: what requests and answers look like."""

from __future__ import annotations

from typing import Any, get_args

from inference.search.results import Why
from inference.service.problems import CODES
from inference.service.settings import MAX_HITS, MAX_K, MAX_QUERIES, MAX_TEXT

Schema = dict[str, Any]

TEXT: Schema = {"type": "string"}
TEXT_OR_NULL: Schema = {"type": ["string", "null"]}
DEGREES: Schema = {"type": ["number", "null"], "description": "WGS-84 degrees"}
PROBABILITY: Schema = {"type": "number", "minimum": 0, "maximum": 1}
COUNT: Schema = {"type": "integer", "minimum": 0}
K: Schema = {"type": "integer", "minimum": 1, "maximum": MAX_K, "default": 5}
HITS: Schema = {**K, "maximum": MAX_HITS}
LANGUAGE: Schema = {"type": "string", "enum": ["ru", "en"], "default": "ru"}
JPEG: Schema = {"type": "string", "contentMediaType": "image/jpeg"}


def ref(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


def listed(items: Schema, **rest: Any) -> Schema:
    return {"type": "array", "items": items, **rest}


def record(optional: tuple[str, ...] = (), /, **properties: Schema) -> Schema:
    """An object with these properties and no others."""
    return {
        "type": "object",
        "properties": properties,
        "required": [name for name in properties if name not in optional],
        "additionalProperties": False,
    }


_QUERY = {"type": "string", "maxLength": MAX_TEXT}
_TITLE = {**TEXT, "description": "the name in the language asked for"}
_PLACE = {"id": TEXT, "name": TEXT, "title": _TITLE, "city": TEXT, "category": TEXT}
_POSITION = {"lat": DEGREES, "lon": DEGREES}

SCHEMAS: dict[str, Schema] = {
    "PlaceGuess": record(**_PLACE, probability=PROBABILITY, **_POSITION),
    "CategoryGuess": record(category=TEXT, label=TEXT, probability=PROBABILITY),
    "Recognition": {
        "description": "What a photo shows. `known`: it seems to be a place that the model knows, "
        "of whatever city, and `confidence` is how sure that is. `places` are of the city asked "
        "for, their probabilities over that city's places alone; `elsewhere` is the place of "
        "another city that the photo shows rather.",
        **record(
            ("refused",),
            photo=TEXT_OR_NULL,
            known={"type": "boolean"},
            confidence=PROBABILITY,
            categories=listed(ref("CategoryGuess")),
            places=listed(ref("PlaceGuess")),
            elsewhere={"anyOf": [ref("PlaceGuess"), {"type": "null"}]},
            refused={**listed(ref("RefusedPhoto")), "description": "of photos asked together"},
        ),
    },
    "RefusedPhoto": record(photo=TEXT_OR_NULL, error=record(code=TEXT, message=TEXT)),
    "Hit": record(
        **_PLACE,
        score=PROBABILITY,
        **_POSITION,
        photo={**TEXT_OR_NULL, "description": "path on this service, or public address"},
        why={**TEXT, "enum": list(get_args(Why)), "description": "which evidence brought it"},
        credit={"anyOf": [ref("Credit"), {"type": "null"}]},
    ),
    "Credit": {
        "description": "Stands wherever the photo is shown; `page_url` is where it was found.",
        **record(author=TEXT, licence=TEXT, page_url=TEXT_OR_NULL, licence_url=TEXT_OR_NULL),
    },
    "SearchResult": record(query=TEXT, city=TEXT_OR_NULL, hits=listed(ref("Hit"))),
    "SearchQuestion": {
        "description": "Either `query` or `queries`.",
        **record(
            ("query", "queries", "city", "k", "lang"),
            query=_QUERY,
            queries=listed(_QUERY, minItems=1, maxItems=MAX_QUERIES),
            city=TEXT_OR_NULL,
            k=HITS,
            lang=LANGUAGE,
        ),
    },
    "Photo": record(
        url=TEXT,
        page_url=TEXT_OR_NULL,
        author=TEXT_OR_NULL,
        licence=TEXT_OR_NULL,
        licence_url=TEXT_OR_NULL,
    ),
    "Place": record(
        **_PLACE,
        names={"type": "object", "additionalProperties": TEXT},
        label=TEXT,
        kinds=listed(TEXT),
        **_POSITION,
        wikidata=TEXT_OR_NULL,
        aliases=listed(TEXT),
        about={"type": "object", "additionalProperties": TEXT},
        articles={
            **{"type": "object", "additionalProperties": TEXT},
            "description": "addresses of its Wikipedia articles, by language",
        },
        picture=TEXT,
        photos=listed(ref("Photo")),
    ),
    "City": record(name=TEXT, en=TEXT, places=COUNT, recognizable=COUNT, **_POSITION),
    "Status": record(
        model=TEXT,
        places=COUNT,
        recognizable=COUNT,
        queue_size=COUNT,
        queued=COUNT,
        device=TEXT,
        backend=TEXT,
        search_processes={**COUNT, "description": "processes that search beside the service"},
    ),
    "Health": record(status={"type": "string", "enum": ["alive", "ready"]}),
    "Problem": {
        "description": f"RFC 9457. `code` is one of {', '.join(CODES)}; for a refused photo (422) "
        "it is the code of the refusal.",
        **record(
            type={"type": "string", "const": "about:blank"},
            title=TEXT,
            status={"type": "integer"},
            detail=TEXT,
            code=TEXT,
        ),
    },
    "ReferenceImageAnswer": record(
        cats_probs=listed(record(category=TEXT, probability=PROBABILITY), maxItems=5),
        names_coords=listed(record(sight_name=TEXT, lon=DEGREES, lat=DEGREES), maxItems=5),
    ),
    "ReferenceTextAnswer": record(
        result=listed(
            record(
                sight_name=TEXT,
                lon=DEGREES,
                lat=DEGREES,
                encoded_img={**JPEG, "contentEncoding": "base64"},
            ),
            maxItems=5,
        )
    ),
    "ReferenceMessage": record(message=TEXT),
}
