"""One word in two writings: the other keyboard layout, and Latin letters for Russian ones."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_LATIN_KEYS = "`qwertyuiop[]asdfghjkl;'zxcvbnm,."
_RUSSIAN_KEYS = "ёйцукенгшщзхъфывапролджэячсмитьбю"
_SHIFTED = str.maketrans('~{}:"<>', "`[];',.")
_TO_RUSSIAN = str.maketrans(_LATIN_KEYS, _RUSSIAN_KEYS)
_TO_LATIN = str.maketrans(_RUSSIAN_KEYS, _LATIN_KEYS)

_RUSSIAN = "абвгдежзийклмнопрстуфхцчшщъыьэюя"
_ROMAN = "a b v g d e zh z i i k l m n o p r s t u f h c ch sh sh _ i _ e iu ia"
_TO_ROMAN = str.maketrans(
    {letter: roman.strip("_") for letter, roman in zip(_RUSSIAN, _ROMAN.split(" "), strict=True)}
)
# Spellings in use for one sound, most specific first: Tserkov and Cerkov, -skiy and -sky.
_SAME_SOUND = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (
        ("shch|sch", "sh"),
        ("kh|x", "h"),
        ("ts|tz", "c"),
        ("ph", "f"),
        ("w", "v"),
        ("[yj]", "i"),
        ("ie|io", "e"),
        (r"(\w)\1+", r"\1"),
    )
)


def as_russian_keys(text: str) -> str:
    """What the same keys type on a Russian keyboard: «ntfnh» → «театр»."""
    return text.casefold().translate(_SHIFTED).translate(_TO_RUSSIAN)


def as_latin_keys(text: str) -> str:
    """What the same keys type on an English keyboard: «ещцук» → «tower»."""
    return text.casefold().translate(_TO_LATIN)


@lru_cache(maxsize=50_000)
def sound_key(word: str) -> str:
    """What the usual romanisations of a word share: «церковь», Tserkov and Cerkov → cerkov."""
    latin = unicodedata.normalize("NFKD", word.translate(_TO_ROMAN))
    key = latin.encode("ascii", "ignore").decode()
    for pattern, sound in _SAME_SOUND:
        key = pattern.sub(sound, key)
    # «ааааа» is no initial «А.»: a word of several letters never sounds like a single one.
    return key if len(key) > 1 or len(word) < 2 else word
