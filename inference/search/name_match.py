"""How well the names of places meet a query, word by word and letter by letter."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from inference.search.corpus import text_keys
from inference.search.documented import PlaceTexts
from inference.search.forms import Floats
from inference.search.index import SearchIndex
from inference.search.morphology import in_dictionary
from inference.search.question import Question
from inference.search.ragged import are_among, first_of_each

# Chosen, as those of ranking.py, on the queries of benchmarks/queries.jsonl marked "tune".
_PART = 0.7  # what a name's worth is where the query says next to nothing of it
_BY_TRIGRAMS = 0.9
_MIN_TRIGRAMS = 0.6  # names share endings: «-ная площадь»
_NOT_EXACT, _ALIAS = 0.98, 0.99  # the most for names met in part, and for aliases met in whole
_ALIAS_IN_PART = 0.97
_BY_NAME_ALONE = 0.8  # a kind asked for that a name has and the place's kinds do not
_SPELT_RIGHT = 0.9
_WHOLE = 0.9  # of a name


@dataclass(frozen=True, slots=True)
class NameMatch:
    """Each (places,): see Evidence, which has the same."""

    lexical: Floats
    document: NDArray[np.int64]
    named: Floats
    kind: Floats
    misspelt: NDArray[np.bool_]


def exact_documents(index: SearchIndex, question: Question) -> NDArray[np.int64]:
    """The names, aliases and other texts that are the whole query."""
    return index.exactly(text_keys([question.query.text])[0])


def match_names(
    index: SearchIndex,
    question: Question,
    about: PlaceTexts,
    kind: Floats,
    exact: NDArray[np.int64],
    with_trigrams: bool,
) -> NameMatch:
    """Compare a query with the names and aliases of places.

    `kind` is (words, places), as the `Gatherer` has it; `exact` are the `exact_documents`.
    """
    weights, documents = question.weights, about.names.values
    match = index.names.match(question.names, about.name_terms)
    glued = np.zeros(len(documents), dtype=np.float32)
    if with_trigrams:
        glued = index.trigrams.match(question.query.text, about.name_trigrams)
    # Names that share nothing with the query differ by their places only: one of each will do.
    looked_at = glued > _MIN_TRIGRAMS
    looked_at[about.names.bounds[:-1]] = looked_at[match.met] = True
    looked_at[are_among(documents, exact)] = True
    names = looked_at.nonzero()[0]
    documents, owners, glued = documents[names], about.name_owners[names], glued[names]
    at = names.searchsorted(match.met)
    met_by_words = np.zeros((len(weights), len(names)), dtype=np.float32)
    met_by_words[:, at] = match.likeness
    covered = np.zeros(len(names), dtype=np.float32)
    covered[at] = match.covered

    of_kind = kind[:, owners]
    likeness = met_by_words
    if question.query.only_kinds:
        # The planetarium in a former church is called after it, and is none.
        likeness = np.where(of_kind > 0, likeness, likeness * _BY_NAME_ALONE)
        # «музей» says no more of a museum with a short name than of another.
        covered = np.where(covered < _WHOLE, 0.0, covered)
    explained = np.maximum(np.maximum(likeness, of_kind), question.in_city[:, None])
    total = _total(question, explained)
    by_words = np.einsum("w,wd->d", weights, explained) / total * (_PART + (1.0 - _PART) * covered)
    by_trigrams = np.where(glued > _MIN_TRIGRAMS, glued * _BY_TRIGRAMS, 0.0)
    is_alias = index.is_alias[documents]
    most = np.where(is_alias, _ALIAS_IN_PART, _NOT_EXACT)
    score = np.minimum(np.maximum(by_words, by_trigrams), most).astype(np.float32)
    whole = are_among(documents, exact)
    score[whole] = np.where(is_alias[whole], _ALIAS, 1.0)
    best = _first_highest(owners, score)

    met, by_kind = met_by_words[:, best], of_kind[:, best]
    content, share = question.content, weights[:, None] / total[best]
    # A real word that is met in part is another of the same root, and no mistake.
    unreal = content & [not in_dictionary(word) for word in question.query.words]
    misspelt = ((met > 0) & (met < _SPELT_RIGHT) & unreal[:, None]).any(axis=0)
    unmet = (np.maximum(met, by_kind)[content] < _SPELT_RIGHT).any(axis=0)
    torn = (by_trigrams[best] > by_words[best]) & unmet
    return NameMatch(
        lexical=score[best],
        document=documents[best],
        named=np.einsum("wp,wp->p", share, met),
        kind=np.einsum("wp,wp->p", share, np.where(met < by_kind, by_kind, 0.0)),
        misspelt=(misspelt | torn) & (score[best] < _ALIAS),
    )


def _total(question: Question, explained: Floats) -> Floats:
    """(documents,) what there is to explain: words that say nothing count where they are met.

    `explained` is (words, documents). «Посмотреть» is no evidence against a name without it.
    """
    if_met = question.carrier & question.query.has_content
    counted = np.where(if_met[:, None], explained, 1.0)
    total: Floats = np.maximum(np.einsum("w,wd->d", question.weights, counted), 1e-6)
    return total


def _first_highest(owners: NDArray[np.int64], score: Floats) -> NDArray[np.int64]:
    """(places,) the position of each place's highest score, of equal ones the first.

    `owners` (names,) are the places by number, ascending, none of them left out.
    """
    highest = np.maximum.reduceat(score, first_of_each(owners)) if len(score) else score
    are_highest = (score == highest[owners]).nonzero()[0]
    first: NDArray[np.int64] = are_highest[first_of_each(owners[are_highest])]
    return first
