"""Everything that is looked up to answer a query, built from a catalogue once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from inference.catalogue import Catalogue
from inference.search.corpus import Corpus
from inference.search.dense import DenseIndex, Vectors, encode_all
from inference.search.documents import ROLES, Role
from inference.search.encoder import TextEncoder
from inference.search.forms import Found
from inference.search.lexical import LexicalIndex, ReadWord
from inference.search.ngrams import TrigramIndex
from inference.search.prominence import by_prominence
from inference.search.ragged import Ragged
from inference.search.stages import Stage
from inference.search.tables import Tables
from inference.search.vocabulary import Vocabulary

_NAMING = (ROLES.index("name"), ROLES.index("alias"))
_SPOKEN = (*_NAMING, ROLES.index("about"))
_WORDS_KEPT = 4096
_FEW = 20_000  # documents


@dataclass(frozen=True, slots=True)
class KnownWord:
    """The terms of a word; those that are in names; those that are in any text, spelt right."""

    found: Found
    named: ReadWord
    told: ReadWord


class SearchIndex:
    """The tables of one catalogue with what answers from them.

    `standing` (places,) is the rank of each place where nothing else decides: those with photos
    first, then the better known. `kinds` and `cities` lead to the places of each.
    """

    def __init__(self, catalogue: Catalogue, tables: Tables, dense: DenseIndex) -> None:
        self.tables, self.dense = tables, dense
        corpus = self.corpus = tables.corpus
        self.place_of = corpus.place_of
        self.is_about = corpus.roles == ROLES.index("about")
        self.is_alias = corpus.roles == ROLES.index("alias")
        self.is_name = np.isin(corpus.roles, _NAMING)  # or an alias
        self.is_spoken = self.is_name | self.is_about  # compared by words
        spoken, named = int(self.is_spoken.sum()), int(self.is_name.sum())
        vocabulary = tables.vocabulary
        self.names = LexicalIndex(vocabulary, tables.terms, tables.name_frequency, named)
        self.told = LexicalIndex(vocabulary, tables.terms, tables.term_frequency, spoken)
        self.trigrams = TrigramIndex(corpus.codes, corpus.trigrams, tables.trigram_frequency, named)
        self.standing = tables.standing
        self.kinds = {kind: tables.by_kind[i] for i, kind in enumerate(tables.kinds)}
        self.cities = {city: i for i, city in enumerate(tables.cities)}
        self.city_of = tables.city_of
        order = np.argsort(corpus.exact, kind="stable")
        self._exact, self._exact_documents = corpus.exact[order], order
        self.place_count = len(catalogue.places)
        # People ask with the same words in ever new sentences.
        self.look_up = lru_cache(_WORDS_KEPT)(self._look_up)

    @property
    def few(self) -> bool:
        """Whether there are so few texts that each question may look at all of them."""
        return len(self.corpus) <= _FEW

    def _look_up(self, word: str, forgiving: bool, off: frozenset[Stage]) -> KnownWord:
        """What the vocabulary has for a folded word; `forgiving`, for a misspelt one too."""
        found = self.tables.vocabulary.find(word, forgiving, off)
        return KnownWord(found, self.names.read(word, found), self.told.read_spelt(word, found))

    def role(self, document: int) -> Role:
        """What a document is to its place."""
        return ROLES[int(self.corpus.roles[document])]

    def exactly(self, key: np.uint64) -> NDArray[np.int64]:
        """The documents whose whole folded text has this key."""
        first = int(self._exact.searchsorted(key))
        last = int(self._exact.searchsorted(key, side="right"))
        # Ascending, for equal keys were put in order stably.
        documents: NDArray[np.int64] = self._exact_documents[first:last]
        return documents

    def documents_of(self, places: NDArray[np.int64]) -> Ragged:
        """The documents of some places, a row a place."""
        starts = self.corpus.starts
        bounds = np.concatenate([[0], np.cumsum(starts[places + 1] - starts[places])])
        shift = np.repeat(starts[places] - bounds[:-1], np.diff(bounds))
        return Ragged(bounds, np.arange(bounds[-1]) + shift)


def build_tables(catalogue: Catalogue, before: Tables | None = None) -> Tables:
    """Take the places apart, or only those that `before` does not have as they are."""
    corpus = Corpus.of(catalogue, before.corpus if before else None)
    vocabulary = Vocabulary.of(corpus.vocabulary)
    is_spoken = np.isin(corpus.roles, _SPOKEN)
    spoken = np.flatnonzero(is_spoken)
    named = np.flatnonzero(np.isin(corpus.roles, _NAMING))
    place_of = corpus.place_of
    words = corpus.words
    terms = Ragged(words.bounds, vocabulary.term_of[words.values]).without_repeats()
    named_trigrams = corpus.trigrams.take(named)
    places = list(catalogue.places.values())
    kinds = sorted({kind for place in places for kind in (*place.kinds, place.category)})
    number = {kind: i for i, kind in enumerate(kinds)}
    own_kinds = Ragged.of(
        [[number[kind] for kind in (*place.kinds, place.category)] for place in places], np.int32
    )
    cities = sorted({place.city for place in places})
    city_number = {city: i for i, city in enumerate(cities)}
    return Tables(
        corpus=corpus,
        vocabulary=vocabulary,
        terms=terms,
        name_frequency=np.bincount(terms.take(named).values, minlength=len(vocabulary)),
        term_frequency=np.bincount(terms.take(spoken).values, minlength=len(vocabulary)),
        trigram_frequency=np.bincount(named_trigrams.values, minlength=len(corpus.codes)),
        told_terms=terms_of_places(terms, corpus.starts, is_spoken),
        by_term=terms.take(spoken).inverted(len(vocabulary), place_of[spoken]),
        by_trigram=named_trigrams.inverted(len(corpus.codes), place_of[named]),
        by_row=Ragged(np.arange(len(corpus) + 1), corpus.rows).inverted(
            len(corpus.vector_keys), place_of
        ),
        kinds=tuple(kinds),
        by_kind=own_kinds.inverted(len(kinds)),
        cities=tuple(cities),
        city_of=np.array([city_number[place.city] for place in places], dtype=np.int32),
        standing=standing_of(catalogue),
    )


def terms_of_places(
    terms: Ragged, starts: NDArray[np.int64], of_documents: NDArray[np.bool_]
) -> Ragged:
    """The terms of each place in those of its documents for which `of_documents` is true.

    `terms` has a row a document; the documents of place p are `starts[p]` up to `starts[p + 1]`.
    """
    used = terms.where(of_documents[terms.owners()])
    return Ragged(used.bounds[starts], used.values).without_repeats()


def standing_of(catalogue: Catalogue) -> NDArray[np.int64]:
    """(places,) ranks: places with photos before those without, then the better known."""
    without_photo = np.array([place not in catalogue.photos for place in catalogue.places], bool)
    order = np.lexsort((by_prominence(catalogue), without_photo))
    ranks = np.empty(len(order), dtype=np.int64)
    ranks[order] = np.arange(len(order))
    return ranks


def build_vectors(
    corpus: Corpus, encoder: TextEncoder, before: tuple[Corpus, Vectors] | None = None
) -> Vectors:
    """(rows, dim) the vectors of all different texts; those that `before` has are taken over."""
    vectors = np.empty((len(corpus.vector_keys), encoder.dim), dtype=np.float16)
    known = np.zeros(len(vectors), dtype=np.bool_)
    if before is not None and len(before[1]):
        keys, old = before[0].vector_keys, before[1]
        at = np.minimum(np.searchsorted(keys, corpus.vector_keys), len(keys) - 1)
        known = keys[at] == corpus.vector_keys
        vectors[known] = old[at[known]]
    new = np.flatnonzero(~known)
    documents = corpus.text_of_row()[new]
    vectors[new] = encode_all(encoder, [corpus.text(int(number)) for number in documents])
    return vectors
