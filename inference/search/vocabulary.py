"""The words of all names, and how much another word resembles each of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from inference.search.forms import Floats, Forms, Found
from inference.search.morphology import in_dictionary, is_cyrillic, lemmas
from inference.search.spelling import sound_key
from inference.search.stages import Stage
from inference.search.strings import SortedTexts

INFLECTED = 0.98
ROMANISED = 0.96
_REAL_WORD = 0.7  # «торт» is seldom «порт» misspelt
_ROMANISED_TYPO = 0.9


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Words, each a form of one term (a dictionary form).

    `words` and `terms` hold the different words and terms; `term_of` (words,) the term of each
    word. Likeness is 1 for the same form, a little less for another form of the same word, and
    falls with every letter that is wrong (optimal string alignment distance).
    """

    words: SortedTexts
    terms: SortedTexts
    term_of: NDArray[np.int32]
    forms: Forms
    sounds: Forms

    @classmethod
    def of(cls, words: Iterable[str]) -> Vocabulary:
        """From folded words."""
        different = sorted(set(words))
        readings = {word: lemmas(word) for word in different}
        terms = SortedTexts.of(forms[0] for forms in readings.values())
        number = {terms[i]: i for i in range(len(terms))}
        forms: dict[tuple[str, int], float] = {}
        sounds: dict[tuple[str, int], float] = {}
        for word, own in readings.items():
            term = number[own[0]]
            for form in own:
                forms.setdefault((form, term), INFLECTED)
            forms[word, term] = 1.0
            for form in (word, own[0]):
                sounds[sound_key(form), term] = ROMANISED
        term_of = np.array([number[readings[word][0]] for word in different], dtype=np.int32)
        return cls(SortedTexts.of(different), terms, term_of, Forms.of(forms), Forms.of(sounds))

    def __len__(self) -> int:
        return len(self.terms)

    def find(self, word: str, forgiving: bool = True, off: frozenset[Stage] = frozenset()) -> Found:
        """The terms that a folded word resembles; not `forgiving`, only forms of the same word."""
        best = _Best()
        readings = [reading for reading in lemmas(word) if reading != word]
        if Stage.INFLECTION in off:
            readings = []
        known = best.raise_same(self.forms, word, 1.0, whole=Stage.INFLECTION in off)
        for reading in readings:
            known |= best.raise_same(self.forms, reading, INFLECTED)
        if not forgiving:
            return best.found()
        misspelt = not known and Stage.TYPOS not in off
        for form in (word, *readings[:1]):
            if misspelt:
                weight = _REAL_WORD if in_dictionary(word) else 1.0
                best.raise_some(self.forms, *self.forms.mistaken(form), weight, mistaken=True)
            if Stage.BEGINNINGS not in off:
                best.raise_some(self.forms, *self.forms.alike(form), 1.0)
        if not is_cyrillic(word) and Stage.TRANSLITERATION not in off:
            key = sound_key(word)
            best.raise_same(self.sounds, key, 1.0)
            if misspelt:
                mistaken = self.sounds.mistaken(key)
                best.raise_some(self.sounds, *mistaken, _ROMANISED_TYPO, mistaken=True)
            if Stage.BEGINNINGS not in off:
                best.raise_some(self.sounds, *self.sounds.alike(key), 1.0)
        return best.found()


class _Best:
    """The highest likeness of each term so far; few are touched, so they are kept one by one."""

    def __init__(self) -> None:
        self._likeness: dict[int, float] = {}
        self._spelt: dict[int, float] = {}

    def raise_same(self, forms: Forms, word: str, weight: float, whole: bool = False) -> bool:
        """Raise the terms of one form; `whole`, only those whose form it is as it stands."""
        number = forms.same(word)
        if number is None:
            return False
        for term, surely in forms.terms_of(number):
            if surely >= 1.0 or not whole:
                self._raise(term, surely * weight, mistaken=False)
        return True

    def raise_some(
        self,
        forms: Forms,
        numbers: NDArray[np.int64],
        likeness: Floats,
        weight: float,
        mistaken: bool = False,
    ) -> None:
        for number, like in zip(numbers.tolist(), likeness.tolist(), strict=True):
            for term, surely in forms.terms_of(number):
                self._raise(term, like * weight * surely, mistaken)

    def _raise(self, term: int, likeness: float, mistaken: bool) -> None:
        self._likeness[term] = max(likeness, self._likeness.get(term, 0.0))
        if not mistaken:
            self._spelt[term] = max(likeness, self._spelt.get(term, 0.0))

    def found(self) -> Found:
        terms = sorted(self._likeness)
        return Found(
            np.array(terms, dtype=np.int64),
            np.array([self._likeness[term] for term in terms], dtype=np.float32),
            np.array([self._spelt.get(term, 0.0) for term in terms], dtype=np.float32),
        )
