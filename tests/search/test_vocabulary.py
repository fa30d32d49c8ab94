from __future__ import annotations

import numpy as np
import pytest

from inference.search.forms import Forms, allowed_typos
from inference.search.morphology import lemmas, tokenize
from inference.search.stages import Stage
from inference.search.vocabulary import Vocabulary


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    return Vocabulary.of(["храм", "храмами", "крови", "башня", "екатеринбургский", "9"])


def likeness(vocabulary: Vocabulary, word: str, term: str, *off: Stage) -> float:
    found = vocabulary.find(word, off=frozenset(off))
    at = np.flatnonzero(found.terms == vocabulary.terms.find(term))
    return float(found.likeness[at[0]]) if len(at) else 0.0


def test_forms_of_one_word_are_one_term(vocabulary: Vocabulary) -> None:
    assert list(vocabulary.terms) == ["9", "башня", "екатеринбургский", "кровь", "храм"]
    number = vocabulary.words.find("храмами")
    assert number is not None
    assert vocabulary.terms[int(vocabulary.term_of[number])] == "храм"
    assert likeness(vocabulary, "храме", "храм") > 0.95


def test_a_word_with_mistakes_is_less_alike_than_the_right_one(vocabulary: Vocabulary) -> None:
    assert likeness(vocabulary, "храм", "храм") == 1.0
    assert 0.6 < likeness(vocabulary, "хрм", "храм") < 0.9
    assert likeness(vocabulary, "брёвна", "храм") == 0.0


def test_a_real_word_is_a_less_likely_typo(vocabulary: Vocabulary) -> None:
    assert likeness(vocabulary, "храп", "храм") < likeness(vocabulary, "храмм", "храм")


def test_mistakes_are_told_from_other_likeness(vocabulary: Vocabulary) -> None:
    misspelt, inflected = vocabulary.find("хрм"), vocabulary.find("храму")
    assert misspelt.best > 0.6
    assert misspelt.spelt.max() == 0.0
    assert inflected.spelt.max() == pytest.approx(inflected.best)


def test_numbers_forgive_nothing(vocabulary: Vocabulary) -> None:
    assert likeness(vocabulary, "9", "9") == 1.0
    assert likeness(vocabulary, "8", "9") == 0.0


def test_the_beginning_of_a_long_word_counts(vocabulary: Vocabulary) -> None:
    assert likeness(vocabulary, "екатеринб", "екатеринбургский") > 0.5


def test_latin_letters_sound_like_russian_ones(vocabulary: Vocabulary) -> None:
    for spelling in ("khram", "hram", "xram"):
        assert likeness(vocabulary, spelling, "храм") > 0.9
    assert 0.5 < likeness(vocabulary, "hrom", "храм") < 0.9


def test_without_forgiveness_only_the_word_itself_counts(vocabulary: Vocabulary) -> None:
    assert vocabulary.find("хрм", forgiving=False).best == 0.0
    assert vocabulary.find("храме", forgiving=False).best > 0.9


@pytest.mark.parametrize(
    ("word", "term", "stage"),
    [
        ("храму", "храм", Stage.INFLECTION),
        ("хрм", "храм", Stage.TYPOS),
        ("екатеринб", "екатеринбургский", Stage.BEGINNINGS),
        ("khram", "храм", Stage.TRANSLITERATION),
    ],
)
def test_each_stage_can_be_left_out(
    vocabulary: Vocabulary, word: str, term: str, stage: Stage
) -> None:
    without = {Stage.TYPOS, Stage.BEGINNINGS} if stage is Stage.INFLECTION else set()
    assert likeness(vocabulary, word, term, *without) > 0.5
    assert likeness(vocabulary, word, term, stage, *without) == 0.0


def test_short_words_must_be_right() -> None:
    lengths = np.array([3, 4, 7, 11], dtype=np.int32)
    assert allowed_typos(lengths).tolist() == [0, 1, 2, 3]


def test_the_letters_of_a_word_rule_out_no_form_that_is_near() -> None:
    words = ["башня", "башни", "бшня", "бошня", "абшня", "башнями", "башенка", "собор"]
    forms = Forms.of({(word, number): 1.0 for number, word in enumerate(words)})
    near, likeness_of = forms.mistaken("башня")
    found = dict(zip((forms.texts[int(number)] for number in near), likeness_of, strict=True))
    # Two letters may be wrong in a longer word.
    assert set(found) == {"башня", "башни", "бшня", "бошня", "абшня", "башнями"}
    assert found["башня"] == 1.0


def test_an_empty_vocabulary_finds_nothing() -> None:
    assert Vocabulary.of([]).find("храм").best == 0.0


def test_dictionary_forms() -> None:
    assert lemmas("храме") == ("храм",)
    assert lemmas("нижнем")[0] == "нижний"
    assert lemmas("towers") == ("towers", "tower")
    assert lemmas("churches")[:2] == ("churches", "church")
    assert lemmas("abbeys") == ("abbeys", "abbey")
    assert "gallery" in lemmas("galleries")
    assert "cache" in lemmas("caches")
    assert lemmas("glass") == ("glass",)


def test_a_long_text_is_cut_to_its_first_words() -> None:
    assert len(tokenize("слово " * 5000)) == 32
    assert tokenize("щ" * 5000) == ["щ" * 40]
