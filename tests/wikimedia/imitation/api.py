"""api.php of a wiki: the main module, errors, warnings and maxlag.

https://www.mediawiki.org/wiki/API:Main_page
https://www.mediawiki.org/wiki/API:Errors_and_warnings
https://www.mediawiki.org/wiki/Manual:Maxlag_parameter
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.wikimedia.imitation.page_set import Limits, Wiki
from tests.wikimedia.imitation.parameters import ApiError, Parameter, Request
from tests.wikimedia.imitation.query import Query
from tests.wikimedia.imitation.wikibase import get_entities, search_entities

_WIKIBASE = {"wbgetentities": get_entities, "wbsearchentities": search_entities}
_LIST = "<https://lists.wikimedia.org/postorius/lists/mediawiki-api-announce.lists.wikimedia.org/>"
_FORMAT_HELP = (
    "<!DOCTYPE html>\n<html><head><title>MediaWiki API result</title></head><body><p>This is the "
    "HTML representation of the JSON format. HTML is good for debugging, but is unsuitable for "
    "application use.</p></body></html>"
)


@dataclass(frozen=True, slots=True)
class ApiAnswer:
    body: str
    content_type: str = "application/json"
    headers: dict[str, str] = field(default_factory=dict)
    error: str | None = None


class Api:
    """`lag`: seconds by which the replicas are behind; requests with a smaller maxlag must wait."""

    def __init__(self, wiki: Wiki, limits: Limits) -> None:
        self.wiki = wiki
        self.limits = limits
        self.lag = 0.0

    def answer(self, given: Mapping[str, str], host: str) -> ApiAnswer:
        request = Request(given)
        if given.get("format", "jsonfm") == "jsonfm":
            return ApiAnswer(_FORMAT_HELP, "text/html")
        try:
            document = self._document(request, host)
        except ApiError as error:
            return self.refusal(error, request)
        request.warn_of_the_rest()
        return ApiAnswer(_written(_warnings(request) | document))

    def refusal(self, error: ApiError, request: Request | None = None) -> ApiAnswer:
        document = {
            "error": {"code": error.code, "info": error.info}
            | error.details
            | {
                "docref": f"See {self._address()} for API usage. Subscribe to the "
                f"mediawiki-api-announce mailing list at {_LIST} for notice of API deprecations "
                "and breaking changes."
            },
            "servedby": "mw-api-ext.imitation",
        }
        headers = {"MediaWiki-API-Error": error.code}
        if error.code == "maxlag":
            lag = float(error.details["lag"])
            headers |= {"Retry-After": str(max(5, int(lag))), "X-Database-Lag": str(int(lag))}
        warnings = _warnings(request) if request is not None else {}
        return ApiAnswer(_written(warnings | document), headers=headers, error=error.code)

    def lagged(self, lag: float) -> ApiError:
        host = "10.64.48.35"
        return ApiError(
            "maxlag",
            f"Waiting for {host}: {lag} seconds lagged.",
            host=host,
            lag=lag,
            type="db",
        )

    def _document(self, request: Request, host: str) -> dict[str, Any]:
        actions = ("query", *(_WIKIBASE if self.wiki.name == "wikidata" else ()))
        main = {
            "action": Parameter("choice", default="help", choices=(*actions, "help")),
            "format": Parameter("choice", choices=("json",)),
            "formatversion": Parameter("choice", default="1", choices=("1", "2", "latest")),
            "maxlag": Parameter("integer"),
            "utf8": Parameter("boolean"),
            "ascii": Parameter("boolean"),
            "origin": Parameter(),
            "uselang": Parameter(),
            "requestid": Parameter(),
        }
        arguments = request.read("main", "", main)
        if arguments["formatversion"] == "1":
            raise ApiError("imitation", "The imitation speaks formatversion=2 only.")
        if arguments["maxlag"] is not None and self.lag > arguments["maxlag"]:
            raise self.lagged(self.lag)
        action = arguments["action"]
        if action in _WIKIBASE:
            return _WIKIBASE[action](self.wiki.world, request)
        if action == "help":
            raise ApiError("imitation", "The imitation has no help: name an action.")
        return Query(self.wiki, request, self.limits, host).document()

    def _address(self) -> str:
        name = "commons.wikimedia" if self.wiki.name == "commons" else "www.wikidata"
        return f"https://{name}.org/w/api.php"


def _warnings(request: Request) -> dict[str, Any]:
    if not request.warnings:
        return {}
    return {
        "warnings": {
            module: {"warnings": "\n".join(texts)} for module, texts in request.warnings.items()
        }
    }


def _written(document: Mapping[str, Any]) -> str:
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"))
