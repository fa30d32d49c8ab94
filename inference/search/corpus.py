"""What is indexed of each place, taken apart once; what has not changed is taken over."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

from inference.catalogue import Catalogue, Place
from inference.naming import fold_name
from inference.search.documents import ROLES, documents_of
from inference.search.morphology import tokenize
from inference.search.ngrams import number_trigrams, trigram_codes
from inference.search.ragged import Ragged, ragged_texts
from inference.search.strings import SortedTexts

_LONG = 2.0  # seconds, from which on there is a progress bar

Keys = NDArray[np.uint64]


@dataclass(frozen=True, slots=True)
class Corpus:
    """Documents of places: those of place p are `starts[p]` up to `starts[p + 1]`.

    `prints` (places,) tell whether a place has changed. Of each document: `roles` its number in
    ROLES, `texts` its UTF-8 bytes, `exact` the key of its folded text, `rows` the position of its
    text's key in `vector_keys`, `words` the numbers of its words in `vocabulary`, `trigrams`
    those of its trigrams in `codes`.
    """

    prints: Keys
    starts: NDArray[np.int64]
    roles: NDArray[np.uint8]
    texts: Ragged
    exact: Keys
    vector_keys: Keys
    rows: NDArray[np.int64]
    vocabulary: SortedTexts
    words: Ragged
    codes: NDArray[np.int64]
    trigrams: Ragged

    @classmethod
    def of(cls, catalogue: Catalogue, before: Corpus | None = None) -> Corpus:
        """Take every place apart, or only those that `before` does not have as they are."""
        places = list(catalogue.places.values())
        prints = np.array([fingerprint(place) for place in places], dtype=np.uint64)
        if before is None or not len(before.prints):
            return cls._taken_apart(places, prints)
        order = np.argsort(before.prints, kind="stable")
        at = np.minimum(np.searchsorted(before.prints[order], prints), len(order) - 1)
        old = order[at]
        same = before.prints[old] == prints
        new = [places[int(number)] for number in np.flatnonzero(~same)]
        both = before._followed_by(cls._taken_apart(new, prints[~same]))
        where = np.empty(len(places), dtype=np.int64)
        where[same] = old[same]
        where[~same] = len(before.prints) + np.arange(len(new))
        return both._take(where)

    def __len__(self) -> int:
        return len(self.roles)

    @property
    def place_of(self) -> NDArray[np.int64]:
        """(documents,) the place that each document is about."""
        return np.repeat(np.arange(len(self.prints)), np.diff(self.starts))

    def text(self, document: int) -> str:
        return bytes(self.texts[document]).decode()

    def text_of_row(self) -> NDArray[np.int64]:
        """(rows,) a document with the text of each row of vectors."""
        documents = np.zeros(len(self.vector_keys), dtype=np.int64)
        documents[self.rows[::-1]] = np.arange(len(self))[::-1]
        return documents

    @classmethod
    def _taken_apart(cls, places: Sequence[Place], prints: Keys) -> Corpus:
        counts: list[int] = []
        roles: list[int] = []
        texts: list[str] = []
        bar = tqdm(places, desc="Reading places", unit="place", delay=_LONG)
        for place in bar:
            own = list(documents_of(place))
            counts.append(len(own))
            roles += [ROLES.index(role) for role, _ in own]
            texts += [text for _, text in own]
        folded = [fold_name(text) for text in texts]
        tokens = [list(dict.fromkeys(tokenize(text))) for text in folded]
        vocabulary = SortedTexts.of(word for words in tokens for word in words)
        number = {vocabulary[i]: i for i in range(len(vocabulary))}
        codes, trigrams = number_trigrams(np.unique(trigram_codes(text)) for text in folded)
        vector_keys, rows = np.unique(text_keys(texts), return_inverse=True)
        return cls(
            prints=prints,
            starts=np.concatenate([[0], np.cumsum(counts, dtype=np.int64)]).astype(np.int64),
            roles=np.array(roles, dtype=np.uint8),
            texts=ragged_texts(texts),
            exact=text_keys(folded),
            vector_keys=vector_keys,
            rows=rows.astype(np.int64),
            vocabulary=vocabulary,
            words=Ragged.of([[number[word] for word in words] for words in tokens], np.int32),
            codes=codes,
            trigrams=trigrams,
        )

    def _followed_by(self, other: Corpus) -> Corpus:
        vector_keys = np.union1d(self.vector_keys, other.vector_keys)
        codes = np.union1d(self.codes, other.codes)
        vocabulary = SortedTexts.of([*self.vocabulary, *other.vocabulary])
        rows = [np.searchsorted(vector_keys, c.vector_keys)[c.rows] for c in (self, other)]
        return Corpus(
            prints=np.concatenate([self.prints, other.prints]),
            starts=np.concatenate([self.starts, self.starts[-1] + other.starts[1:]]),
            roles=np.concatenate([self.roles, other.roles]),
            texts=self.texts.followed_by(other.texts),
            exact=np.concatenate([self.exact, other.exact]),
            vector_keys=vector_keys,
            rows=np.concatenate(rows),
            vocabulary=vocabulary,
            words=_renumbered(self.words, _positions(vocabulary, self.vocabulary)).followed_by(
                _renumbered(other.words, _positions(vocabulary, other.vocabulary))
            ),
            codes=codes,
            trigrams=_renumbered(self.trigrams, np.searchsorted(codes, self.codes)).followed_by(
                _renumbered(other.trigrams, np.searchsorted(codes, other.codes))
            ),
        )

    def _take(self, places: NDArray[np.int64]) -> Corpus:
        """Some places, in this order; words, trigrams and texts that nothing has any more go."""
        documents = Ragged(self.starts, np.arange(len(self))).take(places)
        chosen = documents.values
        words, used_words = _compact(self.words.take(chosen), len(self.vocabulary))
        trigrams, used_codes = _compact(self.trigrams.take(chosen), len(self.codes))
        used_rows, rows = np.unique(self.rows[chosen], return_inverse=True)
        return Corpus(
            prints=self.prints[places],
            starts=documents.bounds,
            roles=self.roles[chosen],
            texts=self.texts.take(chosen),
            exact=self.exact[chosen],
            vector_keys=self.vector_keys[used_rows],
            rows=rows.astype(np.int64),
            vocabulary=SortedTexts(self.vocabulary.rows.take(used_words)),
            words=words,
            codes=self.codes[used_codes],
            trigrams=trigrams,
        )


def fingerprint(place: Place) -> int:
    """A number that differs where what is indexed of two places does."""
    said = (place.name, sorted(place.names.items()), place.aliases, place.category)
    told = (place.kinds, place.city, sorted(place.about.items()), place.keywords)
    return _key(repr((said, told)))


def text_keys(texts: Iterable[str]) -> Keys:
    """(texts,) a number for each text: equal for equal ones, and for no others to be met."""
    return np.array([_key(text) for text in texts], dtype=np.uint64)


def _key(text: str) -> int:
    digest = hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=8).digest()
    return int.from_bytes(digest, "little")


def _positions(among: SortedTexts, texts: SortedTexts) -> NDArray[np.int64]:
    number = {among[i]: i for i in range(len(among))}
    return np.array([number[texts[i]] for i in range(len(texts))], dtype=np.int64)


def _renumbered(rows: Ragged, numbers: NDArray[np.int64]) -> Ragged:
    return Ragged(rows.bounds, numbers[rows.values].astype(np.int32))


def _compact(rows: Ragged, count: int) -> tuple[Ragged, NDArray[np.int64]]:
    """Rows renumbered without gaps, and the numbers of before that are still in use."""
    used = np.flatnonzero(np.bincount(rows.values, minlength=count))
    numbers = np.zeros(count, dtype=np.int64)
    numbers[used] = np.arange(len(used))
    return _renumbered(rows, numbers), used
