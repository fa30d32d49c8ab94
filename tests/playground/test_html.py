from __future__ import annotations

from typing import Any

import pytest

from bot.playground.detection import detect
from bot.playground.entities import finished
from bot.playground.errors import ApiError
from bot.playground.html import parse_html


def kinds(source: str) -> list[tuple[str, int, int]]:
    _, entities = parse_html(source)
    return sorted((e["type"], e["offset"], e["length"]) for e in entities)


@pytest.mark.parametrize(
    ("source", "kind"),
    [
        ("<b>x</b>", "bold"),
        ("<strong>x</strong>", "bold"),
        ("<i>x</i>", "italic"),
        ("<em>x</em>", "italic"),
        ("<u>x</u>", "underline"),
        ("<ins>x</ins>", "underline"),
        ("<s>x</s>", "strikethrough"),
        ("<del>x</del>", "strikethrough"),
        ("<strike>x</strike>", "strikethrough"),
        ("<tg-spoiler>x</tg-spoiler>", "spoiler"),
        ('<span class="tg-spoiler">x</span>', "spoiler"),
        ("<code>x</code>", "code"),
        ("<pre>x</pre>", "pre"),
        ("<blockquote>x</blockquote>", "blockquote"),
        ("<blockquote expandable>x</blockquote>", "expandable_blockquote"),
        ("<B>x</B>", "bold"),
    ],
)
def test_every_tag_is_an_entity(source: str, kind: str) -> None:
    text, entities = parse_html(source)
    assert text == "x"
    assert [entity["type"] for entity in entities] == [kind]


def test_offsets_count_utf16_code_units() -> None:
    assert kinds("🏛🏛 <b>ёж</b>") == [("bold", 5, 2)]
    assert kinds("<b>🏛</b>") == [("bold", 0, 2)]


def test_tags_nest() -> None:
    assert kinds("<b>a<i>b</i></b>") == [("bold", 0, 2), ("italic", 1, 1)]


def test_character_references_are_read_and_others_stay() -> None:
    text, _ = parse_html("&lt;b&gt; &amp; &quot;&#33;&#x21; &nbsp; & &copy;")
    assert text == '<b> & "!! &nbsp; & &copy;'


def test_links_and_languages() -> None:
    _, [link] = parse_html('<a href="https://example.org/?a=1&amp;b=2">here</a>')
    assert link["url"] == "https://example.org/?a=1&b=2"
    _, [block] = parse_html('<pre><code class="language-python">x</code></pre>')
    assert (block["type"], block["language"]) == ("pre", "python")


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("<b>x", 'can\'t find end tag corresponding to start tag "b"'),
        ("x</b>", "unexpected end tag at byte offset 1"),
        ("ё<h1>x</h1>", 'unsupported start tag "h1" at byte offset 2'),
        ("a < b", 'unsupported start tag "" at byte offset 2'),
        ("<b>x</i>", 'unmatched end tag at byte offset 4, expected "</b>", found "</i>"'),
        ("<b", "unclosed start tag at byte offset 0"),
        ("<b ", 'unclosed start tag "b" at byte offset 0'),
        ('<a href="x>y</a>', 'unclosed start tag "a" at byte offset 0'),
        ("<span>x</span>", 'tag "span" must have class "tg-spoiler" at byte offset 0'),
        ("<br/>", 'unsupported start tag "br/" at byte offset 0'),
    ],
)
def test_wrong_markup_is_refused_with_the_place(source: str, reason: str) -> None:
    with pytest.raises(ApiError) as refusal:
        parse_html(source)
    assert refusal.value.description == f"Bad Request: can't parse entities: {reason}"


def test_spaces_around_a_text_are_cut_and_entities_move_along() -> None:
    text, entities = parse_html("  \n<b> a </b> ")
    done = finished(text, entities)
    assert done.text == "a"
    assert done.entities == [{"type": "bold", "offset": 0, "length": 1}]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("/start", [("bot_command", "/start")]),
        ("go /city@my_bot now", [("bot_command", "/city@my_bot")]),
        ("a/b 1/2", []),
        ("see https://example.org/a?b=1.", [("url", "https://example.org/a?b=1")]),
        ("hi @someone!", [("mention", "@someone")]),
        ("#город and #1", [("hashtag", "#город")]),
        ("mail me@example.org", [("email", "me@example.org")]),
        ("🏛 example.com", [("url", "example.com")]),
    ],
)
def test_what_shows_by_itself_is_marked(text: str, found: list[tuple[str, str]]) -> None:
    units = text.encode("utf-16-le")

    def part(entity: dict[str, Any]) -> str:
        begin = entity["offset"] * 2
        return units[begin : begin + entity["length"] * 2].decode("utf-16-le")

    assert [(entity["type"], part(entity)) for entity in detect(text, [])] == found
