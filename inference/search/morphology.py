"""Dictionary forms of Russian words, so that «храме» meets «храм»."""

from __future__ import annotations

import logging
from functools import lru_cache

import pymorphy3

from inference.naming import fold_name

MAX_TOKENS = 32  # a query longer than this says nothing more about one place
_MAX_LETTERS = 40
_UNLIKELY = 0.05
_SHORTEST_PLURAL = 4
_ES = ("ches", "shes", "sses", "xes", "zzes")
_ADJECTIVES = ("ADJF", "ADJS", "PRTF", "PRTS")


@lru_cache(maxsize=1)
def _analyzer() -> pymorphy3.MorphAnalyzer:
    # It tells at INFO where its dictionaries lie, which is no news to who runs a bot.
    logging.getLogger("pymorphy3").setLevel(logging.WARNING)
    return pymorphy3.MorphAnalyzer(lang="ru")


def is_cyrillic(word: str) -> bool:
    return any("а" <= letter <= "я" for letter in word)


def tokenize(text: str) -> list[str]:
    """The folded words of a text, the first `MAX_TOKENS` of them, each cut at 40 letters."""
    return [word[:_MAX_LETTERS] for word in fold_name(text).split()[:MAX_TOKENS]]


@lru_cache(maxsize=50_000)
def lemmas(word: str) -> tuple[str, ...]:
    """The dictionary forms a folded word can have, the likeliest first.

    Of Latin words only an English plural is seen through: towers → tower, churches → church.
    """
    if not is_cyrillic(word):
        return (word, *_singulars(word))
    forms: dict[str, None] = {}
    for parse in _analyzer().parse(word):
        if not forms or parse.score >= _UNLIKELY:
            forms[parse.normal_form.replace("ё", "е")] = None
    return tuple(forms) or (word,)


def _singulars(word: str) -> tuple[str, ...]:
    """What an English plural can be the plural of; "caches" is of "cache" as of "cach"."""
    if len(word) <= _SHORTEST_PLURAL or not word.endswith("s") or word.endswith("ss"):
        return ()
    if word.endswith("ies"):
        return (f"{word[:-3]}y", word[:-1])
    if word.endswith(_ES):
        return (word[:-2], word[:-1])
    return (word[:-1],)


@lru_cache(maxsize=50_000)
def in_dictionary(word: str) -> bool:
    """Whether a folded word is a real Russian one, in any of its forms."""
    return is_cyrillic(word) and _analyzer().word_is_known(word)


@lru_cache(maxsize=50_000)
def is_adjective(word: str) -> bool:
    """Whether a folded Russian word, real or not, is an adjective or a participle."""
    return is_cyrillic(word) and _analyzer().parse(word)[0].tag.POS in _ADJECTIVES
