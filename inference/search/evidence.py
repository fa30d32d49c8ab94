"""What all indexes say about the places in question, for one reading of a query."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from inference.search.candidates import CandidateFinder
from inference.search.description_match import match_descriptions
from inference.search.documented import Gatherer
from inference.search.forms import Floats
from inference.search.index import SearchIndex
from inference.search.name_match import exact_documents, match_names
from inference.search.query import Part, Query
from inference.search.question import ask
from inference.search.stages import Stage

_KNOWN = 0.6  # likeness to a word of the catalogue


@dataclass(frozen=True, slots=True)
class Evidence:
    """Per place in question, each (places,); `places` are their numbers in the catalogue.

    `lexical` is in 0..1: the words of names and kinds, their mistakes forgiven; 1 where a name is
    the whole query, 0.99 where an alias is. `document` is the number of the name or alias that met
    the query best, `named` the share of the query which it explains, `kind` the share that the
    place's kind explains better, `misspelt` whether a word was met with mistakes.

    `told` is the share of the query, by weight, that the place's texts and kinds explain all
    together, no mistake forgiven, and `told_weight` how much that is; `phrase` is in 0..1, how well
    one of the texts and the query explain each other. `meaning` is in 0..1, the
    likeness of the text nearest to the query; `outstanding` by how many standard deviations that
    is more than the query's likeness to texts in general. `brevity` is one divided by the number of
    words that say something.
    """

    places: NDArray[np.int64]
    lexical: Floats
    document: NDArray[np.int64]
    named: Floats
    kind: Floats
    misspelt: NDArray[np.bool_]
    told: Floats
    told_weight: Floats
    phrase: Floats
    meaning: Floats
    outstanding: Floats
    brevity: float

    @property
    def best(self) -> float:
        """The highest that a name scores."""
        return float(self.lexical.max(initial=0.0))


class EvidenceCollector:
    """Asks all indexes; `exhaustive`, about every place, however many there are."""

    def __init__(
        self,
        index: SearchIndex,
        off: frozenset[Stage] = frozenset(),
        exhaustive: bool = False,
    ) -> None:
        self._index = index
        self._off = off
        self._gatherer = Gatherer(index, off)
        self._candidates = CandidateFinder(index, exhaustive)

    def knows(self, query: Query) -> bool:
        """Whether every word that says something is like one of the catalogue's."""
        look_up, off = self._index.look_up, self._off
        words = zip(query.words, query.parts, strict=True)
        content = [word for word, part in words if part is Part.CONTENT]
        return bool(content) and all(look_up(w, True, off).found.best >= _KNOWN for w in content)

    def collect(
        self,
        query: Query,
        city: str | None,
        also: NDArray[np.int64] | None = None,
    ) -> Evidence:
        """The evidence about the places of a city, or all; `also` about places of these numbers."""
        index, off = self._index, self._off
        question = ask(index, query, off)
        exact = exact_documents(index, question)
        places = self._candidates.find(question, exact, city)
        if also is not None:
            places = np.union1d(places, also)
        about = self._gatherer.gather(places)
        kind = self._gatherer.kinds(places, query)
        names = match_names(index, question, about, kind, exact, Stage.TRIGRAMS not in off)
        told = match_descriptions(index, question, about, kind)
        return Evidence(
            places,
            names.lexical,
            names.document,
            names.named,
            names.kind,
            names.misspelt,
            told.told,
            told.told_weight,
            told.phrase,
            told.meaning,
            told.outstanding,
            1.0 / max(int(question.content.sum()), 1),
        )
