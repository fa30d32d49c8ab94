from __future__ import annotations

import pytest

from inference.cards.words import length_label


@pytest.mark.parametrize(
    ("metres", "language", "label"),
    [
        (7, "ru", "10\u00a0м"),
        (200, "ru", "200\u00a0м"),
        (780, "en", "800\u00a0m"),
        (1_000, "ru", "1\u00a0км"),
        (1_480, "ru", "1,5\u00a0км"),
        (1_480, "en", "1.5\u00a0km"),
        (14_300, "ru", "14\u00a0км"),
        (12_345_000, "ru", "12\u00a0345\u00a0км"),
    ],
)
def test_lengths_are_told_in_the_readers_units(metres: float, language: str, label: str) -> None:
    assert length_label(metres, language) == label
