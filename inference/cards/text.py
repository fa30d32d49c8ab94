"""Setting names: what the typeface can show, where a line may end, and how large it can be."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from inference.cards.fonts import has_glyph

Measure = Callable[[str], float]

ELLIPSIS = "…"
_LONGEST = 180  # characters: more than any real name, few enough to set quickly
_GLUE = "\u00a0"
_RUSSIAN = (
    "а в во для до за и из к ко на над не о об от по под при с со у"
    " им. имени св. святой святого святых г. д. ул. пл. пр. пер. стр. корп."
)
_FOREIGN = (
    "a an and at by for from in la le les of on or the to de da do dos das di du des del e y"
    " st. st w we z ze na przy im. św."
)
_SMALL_WORDS = frozenset((*_RUSSIAN.split(), *_FOREIGN.split()))
_INITIALS = re.compile(r"^[«“„(]*(?:[^\W\d_]\.-?)+$")
_NUMBER = re.compile(r"(?:\d|[IVXLC])$")
_UNIT = re.compile(r"(?:год[ау]?|гг?\.|век[ае]?|вв?\.|км|м)\b", re.IGNORECASE)
_LETTERS_EACH_SIDE = 4


def legible(text: str) -> str:
    """`text` on one line with only what the typeface has.

    An accented letter it lacks loses its accents; other scripts, emoji and control characters are
    left out. If more than half of the letters would be lost, nothing is left: "".
    """
    text = unicodedata.normalize("NFC", text[: 4 * _LONGEST])
    kept: list[str] = []
    lost = 0
    for character in text:
        category = unicodedata.category(character)
        if category in ("Mn", "Me", "Cf", "Co", "Cs"):
            continue
        if character.isspace() or category == "Cc":
            kept.append(" ")
            continue
        shown = _nearest(character)
        kept.append(shown)
        lost += not shown and character.isalnum()
    result = " ".join("".join(kept).split())[:_LONGEST].strip()
    letters = sum(c.isalnum() for c in result)
    return result if letters > lost else ""


def _nearest(character: str) -> str:
    while not has_glyph(character):
        decomposed = unicodedata.normalize("NFD", character)
        if len(decomposed) < 2:
            return ""
        character = unicodedata.normalize("NFC", decomposed[:-1])
    return character


@dataclass(frozen=True, slots=True)
class Piece:
    """What is not broken, and what joins it to the next one: a space, or nothing after a hyphen."""

    text: str
    joint: str = " "


def pieces(text: str, hyphens: bool = False) -> tuple[Piece, ...]:
    """Break a name where a line may end.

    Prepositions, initials, abbreviations, «№» and years keep their neighbours; a dash does not
    begin a line. With `hyphens`, long words may break after their own hyphens.
    """
    words = text.split()
    glued: list[str] = []
    for before, word in zip(["", *words], words, strict=False):
        if glued and _belong_together(before, word):
            glued[-1] += _GLUE + word
        else:
            glued.append(word)
    result: list[Piece] = []
    for word in glued:
        parts = _at_hyphens(word) if hyphens else [word]
        result.extend(Piece(part, "") for part in parts[:-1])
        result.append(Piece(parts[-1]))
    return tuple(result)


def _belong_together(before: str, after: str) -> bool:
    bare = before.strip("«»“”„()").casefold()
    return (
        bare in _SMALL_WORDS
        or before.endswith("№")
        or bool(_INITIALS.match(before))
        or after[0] in "–—"
        or bool(_NUMBER.search(before) and _UNIT.match(after))
    )


def _at_hyphens(word: str) -> list[str]:
    parts = [""]
    for before, after in pairwise(word.split("-")):
        parts[-1] += before + "-"
        left, right = before.split(_GLUE)[-1], after.split(_GLUE)[0]
        if not left.isdigit() and min(len(left), len(right)) >= _LETTERS_EACH_SIDE:
            parts.append("")
    parts[-1] += word.rsplit("-", 1)[-1]
    return parts


def break_lines(
    parts: Sequence[Piece], measure: Measure, width: float, most: int
) -> tuple[str, ...] | None:
    """The fewest lines that hold `parts`, of as equal length as possible; None if over `most`."""
    count = len(parts)
    best: list[tuple[int, float, int]] = [(0, 0.0, 0)]  # lines, raggedness, start of the last line
    for end in range(1, count + 1):
        options: list[tuple[int, float, int]] = []
        for start in range(end - 1, -1, -1):
            length = measure(_joined(parts[start:end]))
            if length > width:
                break
            lines, ragged, _ = best[start]
            if lines < most:
                options.append((lines + 1, ragged + (width - length) ** 2, start))
        best.append(min(options, default=(most + 1, 0.0, 0)))
    if best[count][0] > most:
        return None
    result: list[str] = []
    end = count
    while end > 0:
        start = best[end][2]
        result.append(_joined(parts[start:end]))
        end = start
    return tuple(reversed(result))


def _joined(parts: Sequence[Piece]) -> str:
    return "".join(part.text + part.joint for part in parts).rstrip()


@dataclass(frozen=True, slots=True)
class Setting:
    """Lines of text and the size of type they are set in."""

    lines: tuple[str, ...]
    size: int


def fit(
    text: str,
    measure_at: Callable[[int], Measure],
    width: float,
    sizes: Sequence[tuple[int, int]],
) -> Setting:
    """Set `text` as large as it goes: `sizes` are (size, lines that fit), the largest first.

    A break at a hyphen is taken where it makes the type a fifth larger. What no size holds is
    broken anywhere and ends in an ellipsis.
    """
    whole = _largest(pieces(text), measure_at, width, sizes)
    broken = _largest(pieces(text, hyphens=True), measure_at, width, sizes)
    if whole is not None and (broken is None or broken.size < 1.2 * whole.size):
        return whole
    if broken is not None:
        return broken
    size, most = sizes[-1]
    return Setting(_cut(text, measure_at(size), width, most), size)


def _largest(
    parts: Sequence[Piece],
    measure_at: Callable[[int], Measure],
    width: float,
    sizes: Sequence[tuple[int, int]],
) -> Setting | None:
    for size, most in sizes:
        lines = break_lines(parts, measure_at(size), width, most)
        if lines is not None:
            return Setting(lines, size)
    return None


def _cut(text: str, measure: Measure, width: float, most: int) -> tuple[str, ...]:
    lines: list[str] = []
    rest = text
    while rest and len(lines) < most:
        length = next((n for n in range(len(rest), 1, -1) if measure(rest[:n]) <= width), 1)
        if length < len(rest) and " " in rest[:length].strip():
            length = rest.rindex(" ", 0, length + 1)
        lines.append(rest[:length].strip())
        rest = rest[length:].strip()
    if rest:
        last = lines[-1]
        while last and measure(last + ELLIPSIS) > width:
            last = last[:-1]
        lines[-1] = last.rstrip(" ,.;:-–—«(") + ELLIPSIS
    return tuple(lines)
