"""The Bot API's HTML style: text with tags → plain text and entities, or the reason why not.

https://core.telegram.org/bots/api#html-style. Unlike a browser the real server refuses every tag it
does not know and every tag left open; only four named character references exist.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, NoReturn

from bot.playground.errors import bad_request

_KIND_OF_TAG = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "tg-emoji": "custom_emoji",
    "a": "text_link",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
}
_REFERENCES = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_REFERENCE = re.compile(r"&(?:#(\d{1,7})|#[xX]([0-9a-fA-F]{1,6})|(lt|gt|amp|quot));?")
_NAME = re.compile(r"[^\s>]*")
_SPACE = re.compile(r"\s*")
_ATTRIBUTE = re.compile(r"[^\s=>/\"']+")
_BARE_VALUE = re.compile(r"[A-Za-z0-9.\-]+")


@dataclass(frozen=True, slots=True)
class _Open:
    tag: str
    attributes: dict[str, str]
    offset: int


def parse_html(source: str) -> tuple[str, list[dict[str, Any]]]:
    """Text and entities (offsets in UTF-16 code units). ApiError 400 `can't parse entities: …`."""
    parser = _Parser(source)
    parser.run()
    return "".join(parser.text), parser.entities


class _Parser:
    def __init__(self, source: str) -> None:
        self.source = source
        self.position = 0
        self.text: list[str] = []
        self.length = 0
        self.open: list[_Open] = []
        self.entities: list[dict[str, Any]] = []

    def run(self) -> None:
        while self.position < len(self.source):
            character = self.source[self.position]
            if character == "&":
                self._reference()
            elif character != "<":
                self._write(character)
                self.position += 1
            elif self.source.startswith("</", self.position):
                self._end_tag()
            else:
                self._start_tag()
        if self.open:
            self._refuse(f'can\'t find end tag corresponding to start tag "{self.open[-1].tag}"')

    def _write(self, text: str) -> None:
        self.text.append(text)
        self.length += sum(2 if character > "\uffff" else 1 for character in text)

    def _reference(self) -> None:
        decoded, end = _decoded(self.source, self.position)
        self._write(decoded)
        self.position = end

    def _start_tag(self) -> None:
        begin = self.position
        name = _NAME.match(self.source, begin + 1)
        tag = name.group().lower() if name else ""
        self.position = begin + 1 + len(tag)
        if self.position >= len(self.source):
            self._refuse(f"unclosed start tag at byte offset {self._bytes(begin)}")
        if tag not in _KIND_OF_TAG:
            self._refuse(f'unsupported start tag "{tag}" at byte offset {self._bytes(begin)}')
        attributes = self._attributes(tag, begin)
        if tag == "span" and attributes.get("class") != "tg-spoiler":
            self._refuse(
                f'tag "span" must have class "tg-spoiler" at byte offset {self._bytes(begin)}'
            )
        self.open.append(_Open(tag, attributes, self.length))

    def _attributes(self, tag: str, begin: int) -> dict[str, str]:
        attributes: dict[str, str] = {}
        unclosed = f'unclosed start tag "{tag}" at byte offset {self._bytes(begin)}'
        while True:
            self._skip_space()
            if self.position >= len(self.source):
                self._refuse(unclosed)
            if self.source[self.position] == ">":
                self.position += 1
                return attributes
            name = _ATTRIBUTE.match(self.source, self.position)
            if name is None:
                self._refuse(
                    f'unexpected character in the tag "{tag}" '
                    f"at byte offset {self._bytes(self.position)}"
                )
            self.position = name.end()
            self._skip_space()
            if self.source[self.position : self.position + 1] != "=":
                # `<blockquote expandable>` is the one attribute that stands alone.
                attributes[name.group().lower()] = ""
                continue
            self.position += 1
            self._skip_space()
            attributes[name.group().lower()] = self._value(tag, unclosed)

    def _value(self, tag: str, unclosed: str) -> str:
        quote = self.source[self.position : self.position + 1]
        if quote in ('"', "'") and quote:
            end = self.source.find(quote, self.position + 1)
            if end < 0:
                self._refuse(unclosed)
            raw = self.source[self.position + 1 : end]
            self.position = end + 1
            return _REFERENCE.sub(lambda found: _decoded(found.group(), 0)[0], raw)
        bare = _BARE_VALUE.match(self.source, self.position)
        if bare is None:
            self._refuse(
                f'unexpected end of the tag "{tag}" at byte offset {self._bytes(self.position)}'
            )
        self.position = bare.end()
        return bare.group().lower()

    def _end_tag(self) -> None:
        begin = self.position
        name = _NAME.match(self.source, begin + 2)
        tag = name.group().lower() if name else ""
        if not self.open:
            self._refuse(f"unexpected end tag at byte offset {self._bytes(begin)}")
        self.position = begin + 2 + len(tag)
        self._skip_space()
        if self.source[self.position : self.position + 1] != ">":
            self._refuse(f"unclosed end tag at byte offset {self._bytes(begin)}")
        self.position += 1
        opened = self.open.pop()
        if tag and tag != opened.tag:
            self._refuse(
                f"unmatched end tag at byte offset {self._bytes(begin)}, "
                f'expected "</{opened.tag}>", found "</{tag}>"'
            )
        self._close(opened)

    def _close(self, opened: _Open) -> None:
        length = self.length - opened.offset
        if length == 0:
            return
        entity: dict[str, Any] = {
            "type": _KIND_OF_TAG[opened.tag],
            "offset": opened.offset,
            "length": length,
        }
        if opened.tag == "a":
            url = opened.attributes.get("href") or "".join(self.text)[-length:]
            link = _link(url)
            if link is None:
                return
            entity["url"] = link
        elif opened.tag == "tg-emoji":
            entity["custom_emoji_id"] = opened.attributes.get("emoji-id", "")
        elif opened.tag == "blockquote" and "expandable" in opened.attributes:
            entity["type"] = "expandable_blockquote"
        elif opened.tag == "code" and self.open and self.open[-1].tag == "pre":
            language = opened.attributes.get("class", "").removeprefix("language-")
            if language and opened.offset == self.open[-1].offset:
                self.open[-1].attributes["language"] = language
            return  # <pre><code> is one block, its language stands in the inner tag
        elif opened.tag == "pre" and "language" in opened.attributes:
            entity["language"] = opened.attributes["language"]
        self.entities.append(entity)

    def _skip_space(self) -> None:
        space = _SPACE.match(self.source, self.position)
        self.position = space.end() if space else self.position

    def _bytes(self, position: int) -> int:
        return len(self.source[:position].encode())

    def _refuse(self, reason: str) -> NoReturn:
        raise bad_request(f"can't parse entities: {reason}")


def _decoded(source: str, position: int) -> tuple[str, int]:
    """The character a reference at `position` stands for, `&` for none, and where it ends."""
    found = _REFERENCE.match(source, position)
    if found is None:
        return "&", position + 1
    decimal, hexadecimal, name = found.groups()
    if name:
        return _REFERENCES[name], found.end()
    code = int(decimal) if decimal else int(hexadecimal, 16)
    if code == 0 or code > 0x10FFFF or 0xD800 <= code <= 0xDFFF:
        return "&", position + 1
    return chr(code), found.end()


def _link(url: str) -> str | None:
    url = url.strip()
    if re.match(r"(?i)(https?|tg|mailto|tel|ton)://?\S+$", url):
        return url
    if re.match(r"[\w-]+(\.[\w-]+)+(:\d+)?(/\S*)?$", url):
        return f"http://{url}/" if "/" not in url else f"http://{url}"
    return None
