"""Entities that a text shows without markup: commands, mentions, hashtags, addresses."""

from __future__ import annotations

import re
from typing import Any

_PATTERNS = (
    ("email", re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+(?!\w)")),
    ("url", re.compile(r"(?i)(?<![\w/@])https?://[^\s<>\"«»]*[^\s<>\"«».,;:!?()\[\]']")),
    (
        "url",
        re.compile(
            r"(?i)(?<![\w/@.])(?:[a-z0-9-]+\.)+(?:com|org|net|ru|info|io|me|dev|eu|de)(?!\w)"
            r"(?:/[^\s<>\"«»]*[^\s<>\"«».,;:!?()\[\]'])?"
        ),
    ),
    (
        "bot_command",
        re.compile(r"(?<![\w/<>])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?(?![\w/])"),
    ),
    ("mention", re.compile(r"(?<![\w@])@[A-Za-z][A-Za-z0-9_]{2,31}(?![\w@])")),
    ("hashtag", re.compile(r"(?<!\w)#(?=\w*[^\W\d])\w{1,256}")),
)
_OPAQUE = frozenset({"code", "pre", "text_link", "text_mention", "url", "email", "custom_emoji"})


def detect(text: str, marked: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What shows by itself in `text`, outside of code, links and each other. Offsets in UTF-16."""
    taken = [
        (entity["offset"], entity["offset"] + entity["length"])
        for entity in marked
        if entity["type"] in _OPAQUE
    ]
    units = _utf16_offsets(text)
    found: list[dict[str, Any]] = []
    for kind, pattern in _PATTERNS:
        for match in pattern.finditer(text):
            start, end = units[match.start()], units[match.end()]
            if all(end <= begin or start >= stop for begin, stop in taken):
                taken.append((start, end))
                found.append({"type": kind, "offset": start, "length": end - start})
    return found


def _utf16_offsets(text: str) -> list[int]:
    offsets = [0]
    for character in text:
        offsets.append(offsets[-1] + (2 if character > "\uffff" else 1))
    return offsets
