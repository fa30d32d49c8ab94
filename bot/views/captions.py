"""How long a text is to Telegram, which counts UTF-16 units of what is left after parsing."""

from __future__ import annotations

import re
from html import unescape

MAX_CAPTION = 1024
_TAG = re.compile(r"<[^>]*>")


def shown_length(html: str) -> int:
    """Units that a reader sees of a text in Telegram's HTML: no tags, and no addresses of links."""
    return _units(unescape(_TAG.sub("", html)))


def shortened(text: str, longest: int) -> str:
    """At most so many units of a plain text, the last an ellipsis where some are left out."""
    if _units(text) <= longest:
        return text
    # A pair of which one half is cut off is left out.
    kept = text.encode("utf-16-le")[: 2 * (longest - 1)].decode("utf-16-le", errors="ignore")
    return f"{kept.rstrip()}…"


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2
