"""Who made the photos that a message shows, and under which licence: the end of its caption."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape

from bot.texts import Texts
from bot.views.captions import MAX_CAPTION, shortened, shown_length
from inference.credits import Credit

_ADDRESS = re.compile(r"https?://[^\s<>]+", re.IGNORECASE)
# UTF-16 units of a name and of a licence, as many as the caption leaves room for: of a lone photo,
# and of each in an album.
_ALONE = (100, 60, 30, 20, 12, 8)
_IN_ALBUM = (40, 30, 20, 12, 8)
_RESERVED = 30
_GAP = "\n\n"


def credited(caption: str, credits: Sequence[Credit | None], texts: Texts, first: int = 1) -> str:
    """A caption (HTML) with the credits of its pictures below, in the order of the pictures.

    None is a picture that needs none. In an album the pictures are numbered from `first`. Names
    are shortened where the caption would be longer than Telegram takes.
    """
    if not any(credits):
        return caption
    room = MAX_CAPTION - shown_length(caption + _GAP)
    for longest in _ALONE if len(credits) == 1 else _IN_ALBUM:
        lines = _lines(credits, texts, first, longest)
        if shown_length(lines) <= room:
            break
    return caption + _GAP + lines


def room_for(credits: Sequence[Credit | None], texts: Texts, first: int = 1) -> int:
    """How many UTF-16 units a caption has to leave, so that the credits below it can be read."""
    return shown_length(_GAP + _lines(credits, texts, first, _RESERVED)) if any(credits) else 0


def _lines(credits: Sequence[Credit | None], texts: Texts, first: int, longest: int) -> str:
    shown = [
        f"{number}\u00a0—\u00a0{_credit(credit, texts, longest)}"
        if len(credits) > 1
        else _credit(credit, texts, longest)
        for number, credit in enumerate(credits, start=first)
        if credit is not None
    ]
    return f"{texts('credits-title')} {'; '.join(shown)}"


def _credit(credit: Credit, texts: Texts, longest: int) -> str:
    """Author, a link to where the photo is from, and licence, a link to its text."""
    author, licence = (" ".join(text.split()) for text in (credit.author, credit.licence))
    if not author and credit.page_url:
        author = texts("credits-source")
    named = ((author, credit.page_url), (licence, credit.licence_url))
    return ", ".join(_link(shortened(text, longest), url) for text, url in named if text)


def _link(text: str, url: str | None) -> str:
    shown = escape(text, quote=False)
    if url is None or _ADDRESS.fullmatch(url) is None:
        return shown
    return f'<a href="{escape(url)}">{shown}</a>'
