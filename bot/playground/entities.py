"""Formatted text: plain text with entities whose offsets count UTF-16 code units."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from bot.playground.detection import detect
from bot.playground.errors import bad_request
from bot.playground.html import parse_html
from bot.playground.requests import Parameters

Entity = dict[str, Any]
MAX_SOURCE = 32_768
TOO_LONG = "message is too long"

_KINDS = frozenset(
    [
        "mention",
        "hashtag",
        "cashtag",
        "bot_command",
        "url",
        "email",
        "phone_number",
        "bold",
        "italic",
        "underline",
        "strikethrough",
        "spoiler",
        "blockquote",
        "expandable_blockquote",
        "code",
        "pre",
        "text_link",
        "text_mention",
        "custom_emoji",
    ]
)


@dataclass(frozen=True, slots=True)
class FormattedText:
    text: str
    entities: list[Entity] = field(default_factory=list)


def utf16_length(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def formatted(
    parameters: Parameters, name: str, *, mode: str = "parse_mode", entities: str = "entities"
) -> FormattedText:
    """The text parameter `name` as the call formats it. ApiError 400 for markup that is wrong."""
    source = parameters.text(name)
    if len(source) > MAX_SOURCE:  # far too long, whatever of it is markup
        raise bad_request("message caption is too long" if name == "caption" else TOO_LONG)
    parse_mode = parameters.text(mode).strip().lower()
    if parse_mode == "html":
        text, found = parse_html(source)
    elif parse_mode:
        raise bad_request("unsupported parse_mode")
    else:
        text = source
        found = _checked(parameters.array(entities, "MessageEntity") or [], text)
    return finished(text, found)


def finished(text: str, entities: list[Entity] | None = None) -> FormattedText:
    """Trims the text, moves its entities along and adds the ones that show by themselves."""
    text = text.replace("\r\n", "\n").replace("\r", "\n") if not entities else text
    stripped = text.lstrip()
    cut = utf16_length(text) - utf16_length(stripped)
    stripped = stripped.rstrip()
    length = utf16_length(stripped)
    kept: list[Entity] = []
    for entity in entities or []:
        start = max(entity["offset"] - cut, 0)
        end = min(entity["offset"] + entity["length"] - cut, length)
        if end > start:
            kept.append({**entity, "offset": start, "length": end - start})
    kept.extend(detect(stripped, kept))
    kept.sort(key=lambda entity: (entity["offset"], -entity["length"]))
    return FormattedText(stripped, kept)


def _checked(entities: list[Any], text: str) -> list[Entity]:
    length = utf16_length(text)
    checked = []
    for entity in entities:
        if not isinstance(entity, dict):
            raise bad_request("can't parse MessageEntity: expected an Object")
        offset, size = entity.get("offset"), entity.get("length")
        if not isinstance(offset, int) or not isinstance(size, int):
            raise bad_request("can't parse MessageEntity: offset and length must be Numbers")
        if entity.get("type") not in _KINDS or offset < 0 or size <= 0 or offset >= length:
            continue
        kept = {name: value for name, value in entity.items() if value is not None}
        checked.append({**kept, "length": min(size, length - offset)})
    return checked
