from __future__ import annotations

import pytest

from bot.views.captions import shortened, shown_length


@pytest.mark.parametrize(
    ("html", "length"),
    [
        ("Храм", 4),
        ("<b>Храм</b> &amp; &lt;сад&gt;", 12),
        ('<a href="https://example.org/?a=1&amp;b=2">Храм</a>', 4),
        ("🗼", 2),
    ],
)
def test_only_what_is_seen_counts_in_utf_16_units(html: str, length: int) -> None:
    assert shown_length(html) == length


@pytest.mark.parametrize(
    ("text", "longest", "left"),
    [("Храм", 4, "Храм"), ("Храмы", 4, "Хра…"), ("Сад и", 5, "Сад и"), ("Сад и т", 5, "Сад…")],
)
def test_a_long_text_ends_in_an_ellipsis(text: str, longest: int, left: str) -> None:
    assert shortened(text, longest) == left


def test_no_half_of_a_character_is_left() -> None:
    assert shortened("🗼🗼🗼", 4) == "🗼…"
