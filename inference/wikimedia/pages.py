"""What a query of the Action API says of pages, which may stand in several documents.

https://www.mediawiki.org/wiki/API:Query
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

from inference.wikimedia.shapes import mapping, sequence, text


@dataclass(slots=True)
class Pages:
    """What several documents of one query say of its pages, put together."""

    told: dict[str, dict[str, Any]] = field(default_factory=dict)
    _leads: dict[str, str] = field(default_factory=dict)

    def add(self, document: Mapping[str, Any]) -> None:
        query = mapping(document.get("query"))
        for part in ("normalized", "redirects"):
            for step in map(mapping, sequence(query.get(part))):
                given = text(step.get("from"))
                # So titles are told that are not in the form of Unicode that MediaWiki writes.
                given = unquote(given) if step.get("fromencoded") is True else given
                self._leads[given] = text(step.get("to"))
        for page in map(mapping, sequence(query.get("pages"))):
            if title := text(page.get("title")):
                known = self.told.setdefault(title, {"categories": [], "imageinfo": []})
                known["categories"] += sequence(page.get("categories"))
                known["imageinfo"] = known["imageinfo"] or sequence(page.get("imageinfo"))

    def title(self, asked: str) -> str:
        """The title of the page that a title leads to."""
        for _ in range(len(self._leads)):
            if asked not in self._leads:
                break
            asked = self._leads[asked]
        return asked
