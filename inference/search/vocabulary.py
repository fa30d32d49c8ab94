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
        best = _Best(len(self.terms))
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
    """The highest likeness of each term so far."""

    def __init__(self, terms: int) -> None:
        self._likeness = np.zeros(terms, dtype=np.float32)
        self._spelt = np.zeros(terms, dtype=np.float32)
        self._touched: list[NDArray[np.int64]] = []

    def raise_same(self, forms: Forms, word: str, weight: float, whole: bool = False) -> bool:
        """Raise the terms of one form; `whole`, only those whose form it is as it stands."""
        number = forms.same(word)
        if number is None:
            return False
        terms, surely = forms.terms_of(np.array([number]))
        keep = surely >= 1.0 if whole else slice(None)
        self._raise(terms.values[keep], surely[keep] * np.float32(weight))
        return True

    def raise_some(
        self,
        forms: Forms,
        numbers: NDArray[np.int64],
        likeness: Floats,
        weight: float,
        mistaken: bool = False,
    ) -> None:
        if len(numbers):
            terms, surely = forms.terms_of(numbers)
            each = np.repeat(likeness * np.float32(weight), terms.lengths)
            self._raise(terms.values, each * surely, mistaken)

    def _raise(self, terms: NDArray[np.int64], likeness: Floats, mistaken: bool = False) -> None:
        np.maximum.at(self._likeness, terms, likeness)
        if not mistaken:
            np.maximum.at(self._spelt, terms, likeness)
        self._touched.append(terms)

    def found(self) -> Found:
        if not self._touched:
            nothing = np.zeros(0, dtype=np.float32)
            return Found(np.zeros(0, dtype=np.int64), nothing, nothing)
        terms = np.unique(np.concatenate(self._touched)).astype(np.int64)
        return Found(terms, self._likeness[terms], self._spelt[terms])
