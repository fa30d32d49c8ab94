"""The steps of the search, each of which can be left out to see what it is good for."""

from __future__ import annotations

from enum import Enum


class Stage(Enum):
    """A step, and what it serves."""

    CITY = "a city named in the query filters"
    INFLECTION = "«в храме» meets «храм»"
    TYPOS = "«хрм» meets «храм»"
    BEGINNINGS = "«екатерин» meets «Екатерининский»: words being typed, and of one root"
    TRANSLITERATION = "«hram» meets «храм»"
    LAYOUT = "«[hfv» is read as «храм»"
    TRIGRAMS = "«храмнакрови» meets «Храм на Крови»"
    KINDS = "«музей» meets every museum, whatever its name"
    ALIASES = "other names of a place"
    ABOUT = "what is told about a place"
    MEANING = "the encoder finds what words do not"
    PHOTOS = "photos that show what the words say"
    PROMINENCE = "of equal ones the better known goes first"
