"""Understanding which city a query names: «в Ярославле», «екатеринбурга», "yekaterinburg", «нн»."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz.distance import OSA
from rapidfuzz.process import cdist

from inference.catalogue import City
from inference.search.morphology import is_cyrillic, lemmas, tokenize

_PREPOSITIONS = frozenset(("в", "во", "из", "под", "около", "по", "г", "город", "города", "городе"))
_PREPOSITIONS |= {"in", "at", "of", "near"}
# Cities named like an English word: only after a preposition, or as the last word.
_ALSO_WORDS = frozenset(("nice", "orange", "hue"))
_WORDS_KEPT = 4096
_TYPO_LENGTH = 7  # shorter city names differ from other words by one letter too often


@dataclass(frozen=True, slots=True)
class CityMention:
    """The city's name, and the positions of the words that name it, prepositions included."""

    city: str
    start: int
    stop: int


class CityFinder:
    """Finds the names of some cities among the words of a query."""

    def __init__(self, cities: Iterable[City]) -> None:
        names: list[tuple[tuple[str, ...], str]] = []
        for city in cities:
            for name in dict.fromkeys((city.name, city.en or "", *city.aliases)):
                if words := tuple(tokenize(name)):
                    names.append((words, city.name))
        # «Нижний Новгород» before «Нижний»: the longest name wins.
        self._names = sorted(names, key=lambda item: -len(item[0]))
        self._firsts = list(dict.fromkeys(words[0] for words, _ in self._names))
        self._by_form: dict[str, set[str]] = {}
        for first in self._firsts:
            for form in (first, *(lemmas(first) if is_cyrillic(first) else ())):
                self._by_form.setdefault(form, set()).add(first)
        self._begun = tuple(
            lru_cache(_WORDS_KEPT)(begins)
            for begins in (self._beginning_so, self._beginning_nearly_so)
        )

    def find(self, words: Sequence[str]) -> CityMention | None:
        """The city that folded words name; an exact name goes before a misspelt one."""
        for same, begins in zip((_same_word, _nearly_same_word), self._begun, strict=True):
            begun = [begins(word) for word in words]
            if not any(begun):
                continue
            for name, city in self._names:
                for start in range(len(words) - len(name) + 1):
                    stop = start + len(name)
                    if (
                        name[0] in begun[start]
                        and all(map(same, words[start:stop], name))
                        and _is_city(words, start, stop)
                    ):
                        while start and words[start - 1] in _PREPOSITIONS:
                            start -= 1
                        return CityMention(city, start, stop)
        return None

    def _beginning_so(self, word: str) -> frozenset[str]:
        """The first words of names that a word may be a form of."""
        return frozenset().union(*(self._by_form.get(form, ()) for form in (word, *lemmas(word))))

    def _beginning_nearly_so(self, word: str) -> frozenset[str]:
        """The first words of names that a word may be misspelt for."""
        found = set(self._beginning_so(word))
        forms = dict.fromkeys(f for f in (word, *lemmas(word)) if len(f) >= _TYPO_LENGTH - 2)
        if forms and self._firsts:
            wrong = cdist(list(forms), self._firsts, scorer=OSA.distance, score_cutoff=2)
            found.update(self._firsts[number] for number in (wrong <= 2).nonzero()[1])
        return frozenset(found)


def _is_city(words: Sequence[str], start: int, stop: int) -> bool:
    if stop - start > 1 or words[start] not in _ALSO_WORDS:
        return True
    return stop == len(words) or (start > 0 and words[start - 1] in _PREPOSITIONS)


def _same_word(word: str, name: str) -> bool:
    if word == name or name in lemmas(word):
        return True
    # A plural name has a singular dictionary form: «Черновцы», «в Черновцах».
    return name[-1] in "ыи" and is_cyrillic(name) and lemmas(word)[0] in lemmas(name)


def _nearly_same_word(word: str, name: str) -> bool:
    if _same_word(word, name):
        return True
    if len(name) < _TYPO_LENGTH:
        return False
    allowed = 1 if len(name) < 11 else 2
    return any(
        abs(len(form) - len(name)) <= allowed
        and OSA.distance(form, name, score_cutoff=allowed) <= allowed
        for form in (word, *lemmas(word))
    )
