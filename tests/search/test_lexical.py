from __future__ import annotations

import numpy as np
import pytest

from inference.search.lexical import LexicalIndex
from inference.search.morphology import lemmas, tokenize
from inference.search.ngrams import TrigramIndex
from inference.search.vocabulary import Vocabulary, allowed_typos


@pytest.fixture
def vocabulary() -> Vocabulary:
    words = Vocabulary()
    for word in ("храм", "крови", "башня", "екатеринбургский", "9"):
        words.add(word)
    return words


def likeness(vocabulary: Vocabulary, word: str, term: str) -> float:
    return float(vocabulary.likeness(word)[vocabulary.terms[term]])


def test_forms_of_one_word_are_one_term(vocabulary: Vocabulary) -> None:
    assert vocabulary.add("храмами") == vocabulary.terms["храм"]
    assert likeness(vocabulary, "храме", "храм") > 0.95


def test_a_word_with_mistakes_is_less_alike_than_the_right_one(vocabulary: Vocabulary) -> None:
    assert likeness(vocabulary, "храм", "храм") == 1.0
    assert 0.6 < likeness(vocabulary, "хрм", "храм") < 0.9
    assert likeness(vocabulary, "брёвна", "храм") == 0.0


def test_a_real_word_is_a_less_likely_typo(vocabulary: Vocabulary) -> None:
    assert likeness(vocabulary, "храп", "храм") < likeness(vocabulary, "храмм", "храм")


def test_numbers_forgive_nothing(vocabulary: Vocabulary) -> None:
    assert likeness(vocabulary, "9", "9") == 1.0
    assert likeness(vocabulary, "8", "9") == 0.0


def test_the_beginning_of_a_long_word_counts(vocabulary: Vocabulary) -> None:
    assert likeness(vocabulary, "екатеринб", "екатеринбургский") > 0.5


def test_without_forgiveness_only_the_word_itself_counts(vocabulary: Vocabulary) -> None:
    assert not vocabulary.likeness("хрм", forgiving=False).any()
    assert vocabulary.likeness("храме", forgiving=False).any()


def test_short_words_must_be_right() -> None:
    lengths = np.array([3, 4, 7, 11], dtype=np.int32)
    assert allowed_typos(lengths).tolist() == [0, 1, 2, 3]


def test_rare_words_say_more_than_common_ones_and_prepositions_least() -> None:
    index = LexicalIndex(["храм на крови", "храм петра", "храм павла", "мост на реке"])
    match = index.match(["крови", "храм", "на"])
    rare, common, preposition = match.weights
    assert rare > common > preposition > 0


def test_coverage_tells_a_whole_name_from_a_part() -> None:
    index = LexicalIndex(["храм на крови", "храм"])
    whole = index.match(["храм"]).covered
    assert whole[1] == pytest.approx(1.0)
    assert whole[0] < 0.5


def test_trigrams_bridge_glued_words() -> None:
    index = TrigramIndex(["храм на крови", "царский мост"])
    scores = index.match("храмнакрови")
    assert scores[0] == pytest.approx(1.0)
    assert scores[1] < 0.2


def test_indexes_without_texts_answer() -> None:
    assert LexicalIndex([]).match(["храм"]).covered.shape == (0,)
    assert TrigramIndex([]).match("храм").shape == (0,)


def test_dictionary_forms() -> None:
    assert lemmas("храме") == ("храм",)
    assert lemmas("нижнем")[0] == "нижний"
    assert lemmas("towers") == ("towers", "tower")
    assert lemmas("glass") == ("glass",)


def test_a_long_text_is_cut_to_its_first_words() -> None:
    assert len(tokenize("слово " * 5000)) == 32
    assert tokenize("щ" * 5000) == ["щ" * 40]
