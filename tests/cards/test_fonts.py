from __future__ import annotations

import pytest

from inference.cards.fonts import has_glyph

RUSSIAN = "абвгдеёжзийклмнопрстуфхцчшщъыьэюя"
TYPOGRAPHY = "«»„“”№—–…·()\"'’.,:;!?/&+-0123456789\u00a0"
FOREIGN = "ąćęłńóśźżàâçéèêëîïôûùüÿñãõáíúäößıİğşčďěňřšťůžіїєґ"


@pytest.mark.parametrize("letters", [RUSSIAN, RUSSIAN.upper(), TYPOGRAPHY, FOREIGN])
def test_the_typeface_has_every_character_of_european_names(letters: str) -> None:
    assert [letter for letter in letters if not has_glyph(letter)] == []


@pytest.mark.parametrize("letter", ["宮", "서", "ا", "ש", "🏛"])
def test_characters_it_lacks_are_told_from_those_it_has(letter: str) -> None:
    assert not has_glyph(letter)
