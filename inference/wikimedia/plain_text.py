"""HTML, as Commons has it in the fields of a file, as one line of text."""

from __future__ import annotations

import re
import unicodedata
from html.parser import HTMLParser

_HIDDEN = frozenset({"script", "style", "template"})
_VOID = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"}
)
_NOT_DISPLAYED = re.compile(r"display\s*:\s*none", re.IGNORECASE)
# HTML takes it for a comment, up to the next «>»; html.parser of Python 3.11 fails over it.
_MARKED_SECTION = re.compile(r"<!\[[^>]*>?")
_LONGEST = 20_000  # characters that are read
# Between the words of two of these stands a space, also where none is written.
_BLOCKS = frozenset(
    {
        *("h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "br", "div", "hr", "p", "pre"),
        *("dd", "dl", "dt", "li", "ol", "ul", "caption", "table", "td", "th", "tr"),
    }
)
# What nobody closes: the next one of its kind does.
_CLOSED_BY_THE_NEXT = frozenset({"dd", "dt", "li", "p", "td", "th", "tr"})


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._open: list[tuple[str, bool]] = []  # elements, and whether they are displayed

    @property
    def _is_shown(self) -> bool:
        return not self._open or self._open[-1][1]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _BLOCKS:
            self.parts.append(" ")
        if tag in _VOID:
            return
        if tag in _CLOSED_BY_THE_NEXT and self._open and self._open[-1][0] == tag:
            self._open.pop()
        given = dict(attrs)
        hidden = "hidden" in given or _NOT_DISPLAYED.search(given.get("style") or "")
        self._open.append((tag, self._is_shown and not hidden and tag not in _HIDDEN))

    def handle_endtag(self, tag: str) -> None:
        if tag in _BLOCKS:
            self.parts.append(" ")
        # It ends all that is open within, also what is hidden.
        for place in range(len(self._open) - 1, -1, -1):
            if self._open[place][0] == tag:
                del self._open[place:]
                break

    def handle_data(self, data: str) -> None:
        if self._is_shown:
            self.parts.append(data)


def plain_text(html: str) -> str:
    """What a reader sees of it, in one line; hidden parts and scripts are left out, and so are
    signs that show nothing and marks that turn the direction of the text about.
    """
    reader = _Reader()
    reader.feed(_closed(_MARKED_SECTION.sub(" ", html[:_LONGEST])))
    reader.close()
    words = " ".join("".join(reader.parts).split())
    return " ".join("".join(filter(_is_visible, words)).split())


def _closed(html: str) -> str:
    """A «<» behind the last «>» opens no tag; html.parser needs quadratic time to see that."""
    tags, last, rest = html.rpartition(">")
    return tags + last + rest.replace("<", "&lt;")


def _is_visible(sign: str) -> bool:
    """Joiners, of which some scripts and emojis are made, show in what they join."""
    return sign in "\u200c\u200d" or unicodedata.category(sign) not in ("Cc", "Cf")
