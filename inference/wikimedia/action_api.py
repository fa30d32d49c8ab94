"""The MediaWiki Action API: questions, their continuation, and what its errors mean.

https://www.mediawiki.org/wiki/API:Errors_and_warnings, API:Continue, API:Data_formats and
https://www.mediawiki.org/wiki/Manual:Maxlag_parameter
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Iterator, Sequence
from typing import Any
from urllib.parse import quote

from inference.wikimedia.errors import ApiError, TemporaryError
from inference.wikimedia.shapes import text
from inference.wikimedia.transport import Answer, Transport

MOST_VALUES = 50
"""How many values a parameter takes of one who is not a bot of that wiki."""

_LONGEST_VALUES = 6000  # bytes of an address; servers take about 8000
_SHORTEST_LAG, _LONGEST_LAG = 5.0, 86400.0  # seconds
_TEMPORARY = frozenset({"maxlag", "ratelimited", "readonly"})
_TEMPORARY_KINDS = ("internal_api_error_", "cirrussearch-")
_ALWAYS = {"format": "json", "formatversion": "2", "maxlag": "5"}


class ActionApi:
    """The API at `url`, such as https://www.wikidata.org/w/api.php."""

    def __init__(self, transport: Transport, url: str) -> None:
        self._transport = transport
        self._url = url

    async def get(self, **parameters: str | int) -> dict[str, Any]:
        """One document. Raises ApiError, and what `Transport.get` raises."""
        values = {name: text(str(value)) for name, value in parameters.items()}
        answer = await self._transport.get(self._url, values | _ALWAYS, check=check_document)
        document: dict[str, Any] = json.loads(answer.body)
        return document

    async def query(self, **parameters: str | int) -> AsyncIterator[dict[str, Any]]:
        """All documents of a query, one after the other, to the end of its continuation.

        What is said of one page may stand in several of them. Raises as `get` does.
        """
        further: dict[str, str | int] = {}
        known = []
        while further not in known:
            known.append(further)
            document = await self.get(action="query", **(parameters | further))
            yield document
            if "continue" not in document:
                return
            further = document["continue"]
            if not isinstance(further, dict):
                raise ApiError(f"{self._url} continues a query in an unknown form.", "continue")
        raise ApiError(f"{self._url} continues a query where it began.", "endless")


def joined(values: Sequence[str]) -> str:
    """Several values of one parameter, also where one holds the character that separates them."""
    if any("|" in value for value in values):
        return "".join(f"\x1f{value}" for value in values)
    return "|".join(values)


def batches(values: Sequence[str], size: int = MOST_VALUES) -> Iterator[Sequence[str]]:
    """Runs of at most so many values, and of no more than an address can hold."""
    first, length = 0, 0
    for number, value in enumerate(values):
        added = len(quote(f"|{value}", safe=""))
        if number > first and (number - first == size or length + added > _LONGEST_VALUES):
            yield values[first:number]
            first, length = number, 0
        length += added
    if first < len(values):
        yield values[first:]


def check_document(answer: Answer) -> None:
    """Raises TemporaryError for what is no document or may be one later, ApiError for an error."""
    try:
        document = json.loads(answer.body)
    except (ValueError, RecursionError):  # also what is not UTF-8
        document = None
    if not isinstance(document, dict):
        raise TemporaryError(f"sends {answer.content_type} that is no JSON document")
    error = document.get("error")
    if error is None:
        return
    if not isinstance(error, dict):
        error = {"info": str(error)}
    code, info = str(error.get("code", "unknown")), str(error.get("info", ""))[:300]
    said = f"says {code}: {info}"
    if code == "maxlag":
        raise TemporaryError(said, _lag(error.get("lag")))
    if code in _TEMPORARY or code.startswith(_TEMPORARY_KINDS) or "database" in code:
        raise TemporaryError(said)
    raise ApiError(f"The API refuses the request: {info} ({code}).", code)


def _lag(lag: object) -> float:
    """Seconds to wait: those that the databases are behind, and five at least."""
    if not isinstance(lag, int | float):
        return _SHORTEST_LAG
    return max(_SHORTEST_LAG, float(min(lag, _LONGEST_LAG)))
