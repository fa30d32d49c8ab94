"""What each index says about every place, for one reading of a query."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from inference.catalogue import Catalogue
from inference.naming import fold_name
from inference.search.dense import DenseIndex
from inference.search.documents import Document, documents
from inference.search.encoder import TextEncoder
from inference.search.lexical import LexicalIndex
from inference.search.morphology import is_adjective
from inference.search.ngrams import TrigramIndex
from inference.search.query import Part, Query
from inference.search.vocabulary import Floats

# Chosen, as those of ranking.py, on the queries of benchmarks/queries.jsonl marked "tune".
_ASIDE = 0.15  # weight of words that say little, beside the others
_PART = 0.7  # what a name's worth is where the query says next to nothing of it
_OF_KIND = 0.85  # a word met by the place's kind, not by its name
_BY_TRIGRAMS = 0.9
_MIN_TRIGRAMS = 0.6  # names share endings: «-ная площадь»
_MET = 0.7  # a word that resembles one of a name this much needs no encoder
_MOST_WORDS = 6  # words that the encoder is asked about alone
_BY_MEANING = 0.8  # a word met by meaning, not by spelling
_WORD_FLOOR, _WORD_RANGE = 0.4, 0.3  # single words are near to many short names
_NOT_EXACT, _ALIAS = 0.98, 0.99  # the most for names met in part, and for aliases met in whole
_SPELT_RIGHT = 0.9


@dataclass(frozen=True, slots=True)
class Evidence:
    """Per place, in the catalogue's order, each (places,).

    `lexical` is in 0..1: the words, their mistakes forgiven; 1 where a name is the whole query,
    0.99 where an alias is. `document` is the number of the text that met the query best, `named`
    the share of the query which that text explains, `kind` the share that the place's kind
    explains better, `misspelt` whether a word was met with mistakes. `meaning` is in 0..1;
    `open_share` is how much of the query neither names nor kinds explain, in 0..1.
    """

    lexical: Floats
    document: NDArray[np.intp]
    named: Floats
    kind: Floats
    misspelt: NDArray[np.bool_]
    meaning: Floats
    open_share: float


class EvidenceIndex:
    """All indexes over one catalogue's documents."""

    def __init__(self, catalogue: Catalogue, encoder: TextEncoder) -> None:
        everything = list(documents(catalogue))
        self.documents: list[Document] = [d for d in everything if d.role != "description"]
        texts = [document.text for document in self.documents]
        self._count = len(catalogue.places)
        self._place = np.array([d.place for d in self.documents], dtype=np.intp)
        self._exact: dict[str, list[int]] = {}
        for number, text in enumerate(texts):
            self._exact.setdefault(fold_name(text), []).append(number)
        self._lexical = LexicalIndex(texts)
        self._trigrams = TrigramIndex([fold_name(text) for text in texts])
        descriptions = [d for d in everything if d.role == "description"]
        dense = [*self.documents, *descriptions]
        self._dense = DenseIndex(encoder, [d.text for d in dense])
        self._dense_place = np.array([d.place for d in dense], dtype=np.intp)
        self._kinds: dict[str, NDArray[np.bool_]] = {}
        for number, place in enumerate(catalogue.places.values()):
            for kind in {*place.kinds, place.category}:
                has = self._kinds.setdefault(kind, np.zeros(self._count, dtype=np.bool_))
                has[number] = True

    def collect(self, query: Query, with_meaning: bool = True) -> Evidence:
        """The evidence of one reading, for every place; the encoder takes most of the time."""
        aside = np.array([p is not Part.CONTENT for p in query.parts], dtype=np.bool_)
        fillers = frozenset(
            word for word, part in zip(query.words, query.parts, strict=True) if part is Part.FILLER
        )
        words = self._lexical.match(query.words, exactly=fillers)
        weights = words.weights * np.where(aside, _ASIDE, 1.0).astype(np.float32)
        total = max(float(weights.sum()), 1e-6)

        likeness = words.likeness  # (words, documents)
        of_kind = self._of_kind(query)[:, self._place]
        in_city = np.array([p is Part.CITY for p in query.parts], dtype=np.float32)[:, None]
        open_words = self._open_words(query, likeness)
        by_meaning, meaning = self._meaning(query, open_words if with_meaning else None)
        explained = np.maximum(np.maximum(likeness, of_kind), np.maximum(by_meaning, in_city))
        covered = words.covered
        if query.only_kinds:  # «музей» says no more of a museum with a short name than of another
            covered = np.where(covered < 0.9, 0.0, covered)
        by_words = weights @ explained / total * (_PART + (1.0 - _PART) * covered)
        trigrams = self._trigrams.match(query.text)
        by_trigrams = np.where(trigrams > _MIN_TRIGRAMS, trigrams * _BY_TRIGRAMS, 0.0)
        score = np.maximum(by_words, by_trigrams).astype(np.float32)
        score = np.minimum(score, _NOT_EXACT)
        for number in self._exact.get(query.text, ()):
            score[number] = 1.0 if self.documents[number].role == "name" else _ALIAS
        best = self._best_document(score)

        met = likeness[:, best]
        content = ~aside
        misspelt = ((met > 0) & (met < _SPELT_RIGHT) & content[:, None]).any(axis=0)
        by_kind = of_kind[:, best]
        unmet = (np.maximum(met, by_kind)[content] < _SPELT_RIGHT).any(axis=0)
        torn = (by_trigrams[best] > by_words[best]) & unmet
        share = weights / total
        return Evidence(
            lexical=score[best],
            document=best,
            named=(share @ met).astype(np.float32),
            kind=(share @ np.where(met < by_kind, by_kind, 0.0)).astype(np.float32),
            misspelt=(misspelt | torn) & (score[best] < _ALIAS),
            meaning=meaning,
            open_share=_open_share(query, share, content, open_words),
        )

    def _of_kind(self, query: Query) -> Floats:
        """(words, places): how far a place's kinds are what the word asks for."""
        met = np.zeros((len(query.words), self._count), dtype=np.float32)
        for row, kinds, part in zip(met, query.kinds, query.parts, strict=True):
            if part is Part.CONTENT:
                for kind in kinds & self._kinds.keys():
                    row[self._kinds[kind]] = _OF_KIND
        return met

    def _best_document(self, score: Floats) -> NDArray[np.intp]:
        """(places,) the document that scored highest; of equal ones the first, the name."""
        order = np.lexsort((-np.arange(len(score)), score))
        best = np.zeros(self._count, dtype=np.intp)
        best[self._place[order]] = order
        return best

    @staticmethod
    def _open_words(query: Query, likeness: Floats) -> list[int]:
        """The positions of words that neither a name nor a kind of place explains."""
        return [
            number
            for number, (part, kinds) in enumerate(zip(query.parts, query.kinds, strict=True))
            if part is Part.CONTENT and not kinds and likeness[number].max(initial=0.0) < _MET
        ]

    def _meaning(self, query: Query, open_words: list[int] | None) -> tuple[Floats, Floats]:
        """What the encoder says: (words, documents) of open words, (places,) of the whole query.

        «скульптура собаки»: the second word alone is near to «Такса», and counts as met by it.
        """
        by_meaning = np.zeros((len(query.words), len(self.documents)), dtype=np.float32)
        meaning = np.zeros(self._count, dtype=np.float32)
        if open_words is None or not query.has_content:
            return by_meaning, meaning
        asked = open_words[:_MOST_WORDS]
        near = self._dense.match([query.subject, *(query.words[number] for number in asked)])
        np.maximum.at(meaning, self._dense_place, near[0])
        words = near[1:, : len(self.documents)]
        by_meaning[asked] = np.clip((words - _WORD_FLOOR) / _WORD_RANGE, 0.0, 1.0) * _BY_MEANING
        return by_meaning, meaning


def _open_share(
    query: Query, share: Floats, content: NDArray[np.bool_], open_words: list[int]
) -> float:
    """How much of what is asked for is left to the encoder.

    An adjective that no name has makes the query another place's name («красная площадь»), and
    leaves nothing open.
    """
    adjectives = [number for number in open_words if is_adjective(query.words[number])]
    said = float(share[content].sum() - share[adjectives].sum())
    left = float(share[open_words].sum() - share[adjectives].sum())
    return left / said if said > 0 else 0.0
