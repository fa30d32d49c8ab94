"""What a query says: its readings (as typed, other keyboard layout), its city, its words' parts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache

from inference.naming import fold_name
from inference.search.cities import CityFinder
from inference.search.kinds import kinds_meant
from inference.search.morphology import in_dictionary, is_cyrillic, lemmas, tokenize
from inference.search.spelling import as_latin_keys, as_russian_keys
from inference.search.words import CARRIERS, FILLERS, STOP_WORDS

MAX_LETTERS = 4096
_WORDS_KEPT = 4096
_SOFT_SIGN = re.compile(r"(?<=[a-z])['’`ʹʼ](?=[a-z]|\b)", re.IGNORECASE)  # "Il'i Proroka"
_LATIN = re.compile(r"[a-z]", re.IGNORECASE)
_CYRILLIC = re.compile(r"[а-яё]", re.IGNORECASE)


class Part(Enum):
    """What a word does in a query."""

    CONTENT = "says which place or kind of place"
    FILLER = "says little about it: prepositions, «старый», «город»"
    CARRIER = "says nothing about it: «где», «посмотреть», «пожалуйста»"
    CITY = "names the city"


@dataclass(frozen=True, slots=True)
class Query:
    """One reading of a query: folded words, the part of each, the kinds of place each may mean."""

    words: tuple[str, ...]
    parts: tuple[Part, ...]
    kinds: tuple[frozenset[str], ...]
    city: str | None = None

    @property
    def text(self) -> str:
        """The words, folded and joined."""
        return " ".join(self.words)

    @property
    def has_content(self) -> bool:
        return Part.CONTENT in self.parts

    @property
    def only_kinds(self) -> bool:
        """Whether nothing but kinds of place is asked for: «церковь в Ярославле»."""
        content = [kinds for kinds, part in self._with_parts() if part is Part.CONTENT]
        return bool(content) and all(content)

    @property
    def subject(self) -> str:
        """The words without the city, for the encoder."""
        return " ".join(
            word for word, part in zip(self.words, self.parts, strict=True) if part is not Part.CITY
        )

    @property
    def is_russian(self) -> bool:
        """Whether all that says something are Russian words, none of them misspelt."""
        return self.has_content and all(map(in_dictionary, self._content))

    @property
    def legible(self) -> bool:
        """Whether an encoder can make sense of it: several words, and every Russian one real."""
        content = self._content
        return len(content) > 1 and all(in_dictionary(w) or not is_cyrillic(w) for w in content)

    @property
    def _content(self) -> list[str]:
        return [w for w, p in zip(self.words, self.parts, strict=True) if p is Part.CONTENT]

    def _with_parts(self) -> Iterator[tuple[frozenset[str], Part]]:
        return zip(self.kinds, self.parts, strict=True)


def read(text: str, cities: CityFinder) -> Query:
    """The query as it is written."""
    words = tokenize(_SOFT_SIGN.sub("", text[:MAX_LETTERS]))
    mention = cities.find(words)
    parts: list[Part] = []
    for number, word in enumerate(words):
        if mention and mention.start <= number < mention.stop:
            parts.append(Part.CITY)
        else:
            parts.append(_part(word))
    kinds = tuple(kinds_meant(word) for word in words)
    return Query(tuple(words), tuple(parts), kinds, mention.city if mention else None)


@lru_cache(maxsize=_WORDS_KEPT)
def _part(word: str) -> Part:
    forms = {word, *lemmas(word)}
    if not CARRIERS.isdisjoint(forms):
        return Part.CARRIER
    if word in STOP_WORDS or not FILLERS.isdisjoint(forms):
        return Part.FILLER
    return Part.CONTENT


def read_other_layout(text: str, cities: CityFinder) -> Query | None:
    """The query as the same keys read on the other keyboard; None where both scripts are in it."""
    text = text[:MAX_LETTERS]
    latin, cyrillic = bool(_LATIN.search(text)), bool(_CYRILLIC.search(text))
    if latin == cyrillic:
        return None
    other = as_russian_keys(text) if latin else as_latin_keys(text)
    return read(other, cities) if fold_name(other) else None
