"""The few words that stand on the map itself, by language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Words:
    north: str
    metres: str
    kilometres: str
    decimal_comma: str
    from_centre: str


_WORDS: Mapping[str, Words] = {
    "ru": Words("С", "м", "км", ",", "от центра"),
    "en": Words("N", "m", "km", ".", "from the centre"),
}


def words(language: str) -> Words:
    """English words for "en", else Russian ones, as `Category.label` chooses."""
    return _WORDS["en" if language == "en" else "ru"]


def length_label(metres: float, language: str) -> str:
    """A rounded length: «800 м», «1,5 км», "12 km"."""
    said = words(language)
    if metres < 950:
        unit = 50 if metres >= 100 else 10
        return f"{max(unit, round(metres / unit) * unit)}\u00a0{said.metres}"
    kilometres = metres / 1000
    if kilometres < 9.95:
        number = f"{kilometres:.1f}".removesuffix(".0").replace(".", said.decimal_comma)
    else:
        number = f"{kilometres:,.0f}".replace(",", "\u00a0")
    return f"{number}\u00a0{said.kilometres}"
