from __future__ import annotations

import pytest

from inference.wikimedia.plain_text import plain_text


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("Anna", "Anna"),
        ("", ""),
        (
            '<a href="//commons.wikimedia.org/wiki/User:Ay" title="x">Ay&#351;e &amp; Co</a>',
            "Ayşe & Co",
        ),
        ("<p>Казань.</p><p>Кремль</p>", "Казань. Кремль"),
        ("one<br>two<br/>three", "one two three"),
        ("<ul>\n<li>Anna</li><li>Boris</li></ul>", "Anna Boris"),
        ("Bea<b>o</b>", "Beao"),
        ("  a\n\tb\u00a0c ", "a b c"),
        ("5 &lt; 6 &gt; 4", "5 < 6 > 4"),
        ("<!-- not shown -->shown", "shown"),
        ("<script>alert(1)</script><style>p {}</style>text", "text"),
        ("<table><tr><td>a</td><td>b</td></tr></table>", "a b"),
        ("<h2>Kremlin</h2>Kazan<hr>Russia", "Kremlin Kazan Russia"),
        ("\u200eAnna\u202e \u00adIvanova\x00\ufeff", "Anna Ivanova"),
        ("👨\u200d🎨 Ann", "👨\u200d🎨 Ann"),
    ],
)
def test_markup_becomes_one_line_of_text(html: str, text: str) -> None:
    assert plain_text(html) == text


@pytest.mark.parametrize(
    "hidden",
    [
        '<span style="display: none;">Unknown author</span>',
        '<div style="color:red;DISPLAY:NONE">a<div>b</div><br><img src="x">c</div>',
        "<div style='display:none'><b>a</div>",
        '<template>a <p style="display:none">b</p></template>',
        "<span hidden>Unknown author</span>",
        "<div><span style='display:none'>never closed</div>",
        "<ul><li style='display:none'>never closed<li></ul>",
    ],
)
def test_what_is_not_displayed_is_no_text(hidden: str) -> None:
    assert plain_text(f"Unknown author{hidden}") == "Unknown author"
    assert plain_text(f"{hidden}<i>Anna</i>") == "Anna"


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<![bad section]]>a", "a"),
        ("<![if IE]>a<![endif]>", "a"),
        ("<![CDATA[a]]>b", "b"),
        ("a<![", "a"),
        ("a<!b>c", "ac"),
        ("a</b></div>", "a"),
        ("<p>a<p>b", "a b"),
        ("5 < 6", "5 < 6"),
        ("<b>a</b> <b", "a <b"),
        ("<ul><li style='display:none'>a<li>b</ul>", "b"),
        ("<a <a <a", "<a <a <a"),
        ("&#x110000;&nosuch;", "\ufffd&nosuch;"),
    ],
)
def test_broken_markup_is_read_as_far_as_it_goes(html: str, text: str) -> None:
    assert plain_text(html) == text


def test_of_a_very_long_text_the_beginning_is_read() -> None:
    assert plain_text("word " * 1_000_000).startswith("word word")
    assert len(plain_text("word " * 1_000_000)) < 60_000
