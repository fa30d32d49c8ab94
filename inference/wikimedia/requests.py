"""A question to a service, and its answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from yarl import URL

from inference.wikimedia.cache import Entry, cache_key
from inference.wikimedia.errors import RefusedError

_DATA_SECONDS = 75.0  # a query to the SPARQL service may take 60, and then says so
_FILE_SECONDS = 300.0


@dataclass(frozen=True, slots=True)
class Answer:
    """`path` is a file with the body, which must not be changed."""

    body: bytes
    content_type: str
    path: Path


Check = Callable[[Answer], None]
"""Raises TemporaryError for an answer to ask for again; what else it raises goes to who asked."""

Explain = Callable[[int, bytes], None]
"""Raises what a status other than 200 and its body mean, where it knows that better."""


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked for, and which answers to it are taken."""

    url: URL
    accept: str
    check: Check | None
    explain: Explain | None
    largest: int
    keep_gone: bool

    @property
    def key(self) -> str:
        return cache_key(self.url)

    @property
    def seconds(self) -> float:
        """How long an answer may take, to its last byte."""
        return _DATA_SECONDS if "json" in self.accept else _FILE_SECONDS

    def headers(self, entry: Entry | None) -> dict[str, str]:
        """With a known entry its validators, so that the body need not come again."""
        headers = {"Accept": self.accept}
        if entry is not None and entry.meta.etag:
            headers["If-None-Match"] = entry.meta.etag
        if entry is not None and entry.meta.last_modified:
            headers["If-Modified-Since"] = entry.meta.last_modified
        return headers


def web_address(text: str, params: Mapping[str, str] | None = None) -> URL:
    """An http(s) address with these parameters. Raises RefusedError for what is none."""
    try:
        url = URL(text).with_fragment(None)
    except ValueError:
        url = URL()
    if url.scheme not in ("http", "https") or not url.host:
        raise RefusedError(f"{text[:200]} is not a web address; only http and https are asked.")
    return url.update_query(params) if params else url
