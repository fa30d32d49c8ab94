"""The words of all names, and how much another word resembles each of them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import OSA, Prefix
from rapidfuzz.process import cdist

from inference.search.morphology import in_dictionary, is_cyrillic, lemmas
from inference.search.spelling import sound_key

INFLECTED = 0.98
ROMANISED = 0.96
_REAL_WORD = 0.7  # «торт» is seldom «порт» misspelt
_ROMANISED_TYPO = 0.9
_MIN_FUZZY = 3
_MIN_PREFIX = 4
_MIN_ROOT = 5

Floats = NDArray[np.float32]


class Vocabulary:
    """Terms (dictionary forms), each with the forms it was met in.

    Likeness is 1 for the same form, a little less for another form of the same word, and falls
    with every letter that is wrong (optimal string alignment distance); 0 where the words differ.
    """

    def __init__(self) -> None:
        self.terms: dict[str, int] = {}
        self._forms: dict[tuple[str, int], float] = {}
        self._sounds: dict[tuple[str, int], float] = {}
        self._frozen: tuple[_Forms, _Forms] | None = None

    def __len__(self) -> int:
        return len(self.terms)

    def add(self, word: str) -> int:
        """The number of the term that a folded word is a form of."""
        readings = lemmas(word)
        term = self.terms.setdefault(readings[0], len(self.terms))
        self._forms[word, term] = 1.0
        for reading in readings:
            self._forms.setdefault((reading, term), INFLECTED)
        for form in (word, readings[0]):
            self._sounds[sound_key(form), term] = ROMANISED
        self._frozen = None
        return term

    def likeness(self, word: str, forgiving: bool = True) -> Floats:
        """How much a folded word resembles each term: (terms,) in 0..1.

        Not `forgiving`, only forms of the same word count.
        """
        if self._frozen is None:
            self._frozen = (_Forms(self._forms), _Forms(self._sounds))
        forms, sounds = self._frozen
        best = np.zeros(len(self.terms), dtype=np.float32)
        readings = [reading for reading in lemmas(word) if reading != word]
        known = forms.same(word, 1.0, best)
        for reading in readings:
            known |= forms.same(reading, INFLECTED, best)
        if not forgiving:
            return best
        unknown = _REAL_WORD if in_dictionary(word) else 1.0
        typo_weight = 0.0 if known else unknown
        for form in (word, *readings[:1]):
            forms.similar(form, typo_weight, best)
        if not is_cyrillic(word):
            key = sound_key(word)
            sounds.same(key, 1.0, best)
            sounds.similar(key, 0.0 if known else _ROMANISED_TYPO, best)
        return best


class _Forms:
    """Written forms, the term of each and how surely the form stands for it."""

    def __init__(self, forms: dict[tuple[str, int], float]) -> None:
        self._texts = [text for text, _ in forms]
        self._terms = np.array([term for _, term in forms], dtype=np.intp)
        self._weights = np.array(list(forms.values()), dtype=np.float32)
        self._lengths = np.array([len(text) for text in self._texts], dtype=np.int32)
        self._exact: dict[str, list[int]] = {}
        for number, text in enumerate(self._texts):
            self._exact.setdefault(text, []).append(number)

    def same(self, word: str, weight: float, best: Floats) -> bool:
        """Raise `best` (terms,) to `weight` for the terms that have this very form."""
        exact = self._exact.get(word)
        if exact is None:
            return False
        np.maximum.at(best, self._terms[exact], self._weights[exact] * weight)
        return True

    def similar(self, word: str, typo_weight: float, best: Floats) -> None:
        """Raise `best` (terms,) for the terms that `word` resembles; never for a number."""
        if len(word) < _MIN_FUZZY or not self._texts or any(map(str.isdigit, word)):
            return
        longer = np.maximum(self._lengths, len(word))
        wrong = cdist([word], self._texts, scorer=OSA.distance, dtype=np.int32)[0]
        likeness = np.where(wrong <= allowed_typos(longer), 1.0 - wrong / longer, 0.0) * typo_weight
        if len(word) >= _MIN_PREFIX:
            shared = cdist([word], self._texts, scorer=Prefix.similarity, dtype=np.int32)[0]
            # A word being typed («екатерин»), or another of the same root («никольский»).
            alike = (shared == len(word)) | ((shared >= _MIN_ROOT) & (shared >= 0.6 * longer))
            likeness = np.maximum(likeness, np.where(alike, 0.35 + 0.35 * shared / longer, 0.0))
        likeness *= self._weights
        near = likeness > 0
        np.maximum.at(best, self._terms[near], likeness[near].astype(np.float32))


def allowed_typos(length: NDArray[np.int32]) -> NDArray[np.int32]:
    """How many letters may be wrong in words of these lengths: none below four."""
    return np.select([length < 4, length < 7, length < 11], [0, 1, 2], 3).astype(np.int32)
