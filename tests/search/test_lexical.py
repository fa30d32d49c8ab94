from __future__ import annotations

import numpy as np
import pytest

from inference.search.lexical import LexicalIndex, QueryWords, WordMatch
from inference.search.morphology import tokenize
from inference.search.ngrams import TrigramIndex, number_trigrams, trigram_codes
from inference.search.ragged import Ragged
from inference.search.vocabulary import Vocabulary


class Lexical:
    """A lexical index over a few texts, asked by words."""

    def __init__(self, texts: list[str]) -> None:
        tokens = [tokenize(text) for text in texts]
        self.vocabulary = Vocabulary.of(word for words in tokens for word in words)
        rows = [
            [int(self.vocabulary.term_of[self.vocabulary.words.find(w) or 0]) for w in words]
            for words in tokens
        ]
        terms = Ragged.of(rows, np.int32).without_repeats()
        frequency = np.bincount(terms.values, minlength=len(self.vocabulary))
        self.index = LexicalIndex(self.vocabulary, terms, frequency, len(texts))
        self.documents = np.arange(len(texts))

    def read(self, *words: str) -> QueryWords:
        return QueryWords.of([self.index.read(w, self.vocabulary.find(w)) for w in words])

    def read_spelt(self, *words: str) -> QueryWords:
        return QueryWords.of([self.index.read_spelt(w, self.vocabulary.find(w)) for w in words])

    def match(self, *words: str) -> WordMatch:
        return self.index.match(self.read(*words), self.index.take(self.documents))


def trigram_index(texts: list[str]) -> TrigramIndex:
    codes, rows = number_trigrams(np.unique(trigram_codes(text)) for text in texts)
    return TrigramIndex(codes, rows, np.bincount(rows.values, minlength=len(codes)), len(texts))


def test_rare_words_say_more_than_common_ones_and_prepositions_least() -> None:
    index = Lexical(["храм на крови", "храм петра", "храм павла", "мост на реке"])
    rare, common, preposition = index.read("крови", "храм", "на").weights
    assert rare > common > preposition > 0


def test_coverage_tells_a_whole_name_from_a_part() -> None:
    whole = Lexical(["храм на крови", "храм"]).match("храм").covered
    assert whole[1] == pytest.approx(1.0)
    assert whole[0] < 0.5


def test_a_document_is_met_by_its_closest_word() -> None:
    likeness = Lexical(["храм на крови", "мост"]).match("храме", "мост").likeness
    assert likeness[0, 0] > 0.9
    assert likeness[0, 1] == 0.0
    assert likeness[1].tolist() == [0.0, 1.0]


def test_documents_that_no_word_meets_are_left_out() -> None:
    index = Lexical(["мост", "храм на крови", "дом", "храм петра"])
    assert index.match("храме").met.tolist() == [1, 3]
    assert index.match("башня").met.tolist() == []


def test_what_is_told_forgives_no_mistake() -> None:
    index = Lexical(["храм на крови", "мост"])
    terms = index.index._terms
    assert index.index.told(index.read_spelt("крови"), terms)[0].tolist() == [1.0, 0.0]
    assert not index.index.told(index.read_spelt("кровм"), terms).any()
    assert index.index.told(index.read("кровм"), terms).any()


def test_trigrams_bridge_glued_words() -> None:
    index = trigram_index(["храм на крови", "царский мост"])
    scores = index.match("храмнакрови", index.take(np.arange(2)))
    assert scores[0] == pytest.approx(1.0)
    assert scores[1] < 0.2


def test_indexes_without_texts_answer() -> None:
    assert Lexical([]).match("храм").covered.shape == (0,)
    nothing = trigram_index([])
    assert nothing.match("храм", nothing.take(np.arange(0))).shape == (0,)
