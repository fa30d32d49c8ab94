"""Numbers and single letters in a query: they count only beside the words they stand with."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from inference.search.index import SearchIndex
from inference.search.kinds import kinds_meant
from inference.search.morphology import is_cyrillic
from inference.search.query import Part, Query
from inference.search.ragged import are_among
from inference.search.stages import Stage

_NUMBER_SIGN = "no"  # what «№» is folded to
_SAME = 0.95  # likeness of a number or letter to itself, in another script too
_ALIKE = 0.6  # and of the other words, misspelt ones too
_OTHERS_TOLD = 2  # what is told of churches has most numbers: «церковь 3» means none of them

Numbers = NDArray[np.int64]


def set_slight_aside(
    index: SearchIndex, query: Query, city: str | None, off: frozenset[Stage]
) -> Query:
    """The query, in which a number or letter carries only, unless it belongs to the other words.

    It does where a name has it with one of them, consists of words of the query, or is of a place
    of a kind that is asked for; or where what is told of a place has it with two of them: «9» in
    «гимназия 9», not in «мост 9». Where there are no other words it is all there is to go by.
    """
    content = {w for w, part in zip(query.words, query.parts, strict=True) if part is Part.CONTENT}
    slight = {word for word in content if _is_slight(word)}
    if not slight or slight == content:
        return query
    others = _terms(index, content - slight, _ALIKE, off)
    said = np.union1d(others, _terms(index, slight, _SAME, off))
    kinds = frozenset[str]().union(*map(kinds_meant, content))
    asked = [index.kinds[kind] for kind in kinds & index.kinds.keys() if Stage.KINDS not in off]
    of_kind = np.unique(np.concatenate(asked)) if asked else np.zeros(0, dtype=np.int64)
    several = len(content - slight) >= _OTHERS_TOLD

    def belongs(word: str) -> bool:
        documents = _documents_with(index, _terms(index, {word}, _SAME, off), city, off)
        terms = index.tables.terms.take(documents)
        with_others = terms.total(are_among(terms.values, others).astype(np.int64))
        nothing_else = ~terms.highest(~are_among(terms.values, said))
        named = (with_others > 0) | nothing_else | are_among(index.place_of[documents], of_kind)
        told = (with_others >= _OTHERS_TOLD) & several
        return bool(np.where(index.is_name[documents], named, told).any())

    idle = {word for word in slight if not belongs(word)}
    words = zip(query.words, query.parts, strict=True)
    return replace(query, parts=tuple(Part.CARRIER if w in idle else part for w, part in words))


def _is_slight(word: str) -> bool:
    # One sign may be a whole word in Chinese.
    letter = len(word) == 1 and (word.isascii() or is_cyrillic(word))
    return letter or word.isdigit() or word == _NUMBER_SIGN


def _terms(
    index: SearchIndex, words: Iterable[str], least: float, off: frozenset[Stage]
) -> Numbers:
    """The terms that any of the words resembles, ascending."""
    found = [index.look_up(word, True, off).found for word in words]
    return np.unique(np.concatenate([each.terms[each.likeness >= least] for each in found]))


def _documents_with(
    index: SearchIndex, terms: Numbers, city: str | None, off: frozenset[Stage]
) -> Numbers:
    """The names and what is told that have any of the terms; of the city's places if given."""
    places = np.unique(index.tables.by_term.take(terms).values).astype(np.int64)
    if city is not None:
        places = places[index.city_of[places] == index.cities.get(city, -1)]
    documents = index.documents_of(places).values
    spoken = index.is_spoken[documents]
    if Stage.ALIASES in off:
        spoken &= ~index.is_alias[documents]
    if Stage.ABOUT in off:
        spoken &= ~index.is_about[documents]
    documents = documents[spoken]
    has = index.tables.terms.take(documents)
    found: Numbers = documents[has.highest(are_among(has.values, terms))]
    return found
