"""HTML, as Commons has it in the fields of a file, as one line of text."""

from __future__ import annotations

import re
from html.parser import HTMLParser

_HIDDEN = frozenset({"script", "style", "template"})
_VOID = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "wbr"}
)
_NOT_DISPLAYED = re.compile(r"display\s*:\s*none", re.IGNORECASE)
# Between the words of two of these stands a space, also where none is written.
_BLOCKS = frozenset({"br", "p", "div", "li", "ul", "ol", "td", "th", "tr", "table", "dd", "dt"})


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._hidden: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _BLOCKS:
            self.parts.append(" ")
        if tag in _VOID:
            return
        style = dict(attrs).get("style") or ""
        if self._hidden or tag in _HIDDEN or _NOT_DISPLAYED.search(style):
            self._hidden.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in _BLOCKS:
            self.parts.append(" ")
        if tag in self._hidden:
            while self._hidden.pop() != tag:
                pass

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.parts.append(data)


def plain_text(html: str) -> str:
    """What a reader sees of it, in one line; hidden parts and scripts are left out."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return " ".join("".join(reader.parts).split())
