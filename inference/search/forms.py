"""Written forms of words, and which of many resemble another: mistakes, beginnings, roots."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import OSA, Prefix
from rapidfuzz.process import cdist

from inference.search.ragged import Ragged
from inference.search.strings import SortedTexts

_MIN_FUZZY = 3
_MIN_PREFIX = 4
_MIN_ROOT, _ROOT = 5, 0.6  # letters, and share of the longer word, that a root has

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Found:
    """Terms by number, each once, with how much a word resembles them, in 0..1.

    `spelt` is the same with no mistake forgiven.
    """

    terms: NDArray[np.int64]
    likeness: Floats
    spelt: Floats

    @property
    def best(self) -> float:
        return float(self.likeness.max(initial=0.0))


@dataclass(frozen=True, slots=True)
class Forms:
    """Forms in the order of their letters, the terms each may stand for and how surely it does.

    `texts` (forms,), `terms` a row a form, `weights` (their values,), `lengths` and `letters`
    (forms,): the set of a form's letters as bits, for forms whose sets differ by more than two
    letters a mistake need no closer look.
    """

    texts: SortedTexts
    terms: Ragged
    weights: Floats
    lengths: NDArray[np.uint8]
    letters: NDArray[np.uint64]

    @classmethod
    def of(cls, entries: Mapping[tuple[str, int], float]) -> Forms:
        """From (form, term) → how surely the form stands for the term."""
        ordered = sorted(entries.items())
        by_form: dict[str, list[int]] = {}
        for (form, term), _ in ordered:
            by_form.setdefault(form, []).append(term)
        return cls(
            SortedTexts.of(by_form),
            Ragged.of(list(by_form.values()), np.int32),
            np.array([weight for _, weight in ordered], dtype=np.float32),
            np.array([len(form) for form in by_form], dtype=np.uint8),
            np.array([_letters(form) for form in by_form], dtype=np.uint64),
        )

    def __len__(self) -> int:
        return len(self.texts)

    def same(self, word: str) -> int | None:
        """The number of the form that is this very word."""
        return self.texts.find(word)

    def mistaken(self, word: str) -> tuple[NDArray[np.int64], Floats]:
        """The forms that `word` may be misspelt for, and their likeness; never for a number."""
        if not _is_fuzzy(word) or not len(self):
            return _nothing()
        allowed = _allowed_beside(len(word))
        differ = np.bitwise_count(self.letters ^ np.uint64(_letters(word)))
        forms = (differ <= 2 * int(allowed.max())).nonzero()[0]
        forms = forms[differ[forms] <= 2 * allowed[self.lengths[forms]]]
        wrong = self._compare(word, forms, OSA.distance)
        lengths = self.lengths[forms]
        longer = np.maximum(lengths, len(word))
        near = wrong <= allowed[lengths]
        likeness = (1.0 - wrong / longer)[near].astype(np.float32)
        return forms[near], likeness

    def alike(self, word: str) -> tuple[NDArray[np.int64], Floats]:
        """The forms that begin as `word` does, and how much of them it is.

        A word being typed («екатерин»), or another of the same root («никольский»).
        """
        if not _is_fuzzy(word) or len(word) < _MIN_PREFIX:
            return _nothing()
        some = self.texts.starting_with(word[:_MIN_ROOT])
        forms = np.arange(some.start, some.stop, dtype=np.int64)
        shared = self._compare(word, forms, Prefix.similarity)
        longer = np.maximum(self.lengths[forms], len(word))
        near = (shared == len(word)) | ((shared >= _MIN_ROOT) & (shared >= _ROOT * longer))
        likeness = (0.35 + 0.35 * shared / longer)[near].astype(np.float32)
        return forms[near], likeness

    def terms_of(self, form: int) -> list[tuple[int, float]]:
        """The terms of a form, and how surely it stands for each."""
        first, last = self.terms.bounds[form : form + 2].tolist()
        terms, weights = self.terms.values[first:last], self.weights[first:last]
        return list(zip(terms.tolist(), weights.tolist(), strict=True))

    def _compare(self, word: str, forms: NDArray[np.int64], scorer: Any) -> NDArray[np.int32]:
        texts = self.texts.take(forms)
        if not texts:
            return np.zeros(0, dtype=np.int32)
        scores: NDArray[np.int32] = cdist([word], texts, scorer=scorer, dtype=np.int32)[0]
        return scores


def allowed_typos(length: NDArray[np.int32]) -> NDArray[np.int32]:
    """How many letters may be wrong in words of these lengths: none below four."""
    return np.select([length < 4, length < 7, length < 11], [0, 1, 2], 3).astype(np.int32)


@lru_cache(maxsize=256)
def _allowed_beside(length: int) -> NDArray[np.int16]:
    """(256,) how many letters may be wrong, by length of form, in a word of this length.

    -1 where the lengths alone differ by more. More are forgiven in longer words.
    """
    lengths = np.arange(256, dtype=np.int32)
    allowed = allowed_typos(np.maximum(lengths, length)).astype(np.int16)
    allowed[np.abs(lengths - length) > allowed] = -1
    allowed.setflags(write=False)
    return allowed


def _is_fuzzy(word: str) -> bool:
    return len(word) >= _MIN_FUZZY and not any(map(str.isdigit, word))


def _letters(word: str) -> int:
    bits = 0
    for letter in word:
        bits |= 1 << (ord(letter) & 63)
    return bits


def _nothing() -> tuple[NDArray[np.int64], Floats]:
    return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.float32)
