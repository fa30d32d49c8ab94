"""Which Wikidata item a place is, told by its names and by where it lies."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz

from inference.catalogue import Place
from inference.geometry import distance_m
from inference.naming import fold_name, transliterate
from inference.wikimedia.entities import Entity

# From here an item is the place, where it is the only such one. Among its neighbours in four cities
# (benchmarks/bench_matching.py) 99 % of what is accepted is right, 97 % from 0.80 and 95 % from
# 0.70; an item with the place's own name is found in 99.7 % of cases, one with other names in 37 %.
ACCEPT = 0.85
# How much more alike the best item must be than the second: «Благовещенский собор» stands in
# «Благовещенский монастырь», and both may be called «Благовещение».
CLEARLY = 0.05
# A person is shown what is this much alike, and no more than so many items a place.
WORTH_A_LOOK = 0.5
_MOST_SHOWN = 5
# Positions of one building differ by so much; beyond it an equal name says ever less, and at 500 m
# it is not enough alone.
_NEAR_M, _FAR_M = 50, 500
_LOST_WHEN_FAR = 0.2
# Positions that differ by more are of two things, or one of them is wrong.
_SAME_SPOT_M = 500
# Below this two words are two words, and not forms of one («монастырь», «монастыря»).
_SAME_WORD = 75
_SHORT_WORD = 3
# A city in a name says nothing about which of its places it is: «Казани», «Казанский». Of a long
# city's name the ending is longer («Ярославль», «Ярославский»).
_LONG_CITY = 8
# «9», «19th», «XIX»: Roman numbers are written in Latin letters.
_NUMBER = re.compile(r"\d\w*|[ivxlcm]+")
_SYNONYMS = {"храм": "церковь", "temple": "church"}


@dataclass(frozen=True, slots=True)
class Candidate:
    """An item that may be a place. `similarity` lies in 0…1, `distance_m` in metres."""

    place_id: str
    wikidata: str
    label: str
    distance_m: float
    similarity: float


def match(
    place: Place, entities: Iterable[Entity], catalogue_ids: Collection[str]
) -> tuple[Candidate | None, list[Candidate]]:
    """The item that a place is, where that is clear, and the others that a person may look at.

    Items in `catalogue_ids` are other places already, and items without a position none. One that
    stands no more is never taken without a person.
    """
    found = {
        entity.id: (_candidate(place, entity), entity.ended)
        for entity in entities
        if entity.id not in catalogue_ids
    }
    candidates = sorted(
        (
            (candidate, ended)
            for candidate, ended in found.values()
            if candidate is not None and candidate.similarity >= WORTH_A_LOOK
        ),
        key=lambda pair: (-pair[0].similarity, pair[0].distance_m, pair[0].wikidata),
    )
    ranked = [candidate for candidate, _ in candidates]
    if not ranked:
        return None, []
    best, ended = candidates[0]
    second = ranked[1].similarity if len(ranked) > 1 else 0.0
    if ended or best.similarity < ACCEPT or best.similarity - second < CLEARLY:
        return None, ranked[:_MOST_SHOWN]
    return best, ranked[1 : 1 + _MOST_SHOWN]


def position_differs(place: Place, entity: Entity) -> float | None:
    """How many metres two positions are apart, where that is too much for one place."""
    metres = _metres(place, entity)
    return metres if metres is not None and metres > _SAME_SPOT_M else None


def _candidate(place: Place, entity: Entity) -> Candidate | None:
    metres = _metres(place, entity)
    if metres is None:
        return None
    beyond = min(1.0, max(0.0, (metres - _NEAR_M) / (_FAR_M - _NEAR_M)))
    similarity = names_similarity(place, entity) * (1 - _LOST_WHEN_FAR * beyond)
    label = next((entity.labels[key] for key in ("ru", "en") if key in entity.labels), entity.id)
    return Candidate(place.id, entity.id, label, metres, similarity)


def names_similarity(place: Place, entity: Entity) -> float:
    """How alike the most alike of two things' names are, 0…1, in any language."""
    city = fold_name(place.city)
    own = {_words(name, city) for name in (place.name, *place.names.values(), *place.aliases)}
    others = {_words(name, city) for name in _names(entity)}
    return max((_alike(a, b) for a in own for b in others), default=0.0)


def _names(entity: Entity) -> Iterator[str]:
    yield from entity.labels.values()
    for aliases in entity.aliases.values():
        yield from aliases


@lru_cache(maxsize=4096)
def _words(name: str, city: str) -> tuple[str, ...]:
    """The words of a name in one spelling, without those that only name the city."""
    words = [_SYNONYMS.get(word, word) for word in fold_name(name).split()]
    stems = [_stem(spelling) for spelling in (city, fold_name(transliterate(city)))]
    telling = [word for word in words if not any(s and word.startswith(s) for s in stems)]
    return tuple(telling or words)


def _stem(city: str) -> str:
    stem = city[:-2] if len(city) >= _LONG_CITY else city[:-1]
    return stem if len(stem) > _SHORT_WORD else ""


def _alike(a: tuple[str, ...], b: tuple[str, ...]) -> float:
    """Dice's coefficient of two names' words, where forms of one word count by their likeness.

    Letters of the whole names would not do: «Никольская башня» and «Ильинская башня» share most.
    Names with different numbers («Гимназия № 5», «Гимназия № 9») are not alike.
    """
    if (of_a := _numbers(a)) and (of_b := _numbers(b)) and of_a != of_b:
        return 0.0
    pairs = [
        (likeness, i, j)
        for i, x in enumerate(a)
        for j, y in enumerate(b)
        if (likeness := _same_word(x, y))
    ]
    left, right = set(range(len(a))), set(range(len(b)))
    shared = 0.0
    for likeness, i, j in sorted(pairs, reverse=True):
        if i in left and j in right:
            left.remove(i)
            right.remove(j)
            shared += likeness * (_weight(a[i]) + _weight(b[j]))
    total = sum(map(_weight, a)) + sum(map(_weight, b))
    return shared / total if total else 0.0


def _numbers(words: tuple[str, ...]) -> list[str]:
    return sorted(word for word in words if _NUMBER.fullmatch(word))


@lru_cache(maxsize=65536)
def _same_word(a: str, b: str) -> float:
    """Short words are equal or different, nothing between."""
    if a == b:
        return 1.0
    if min(len(a), len(b)) <= _SHORT_WORD:
        return 0.0
    return fuzz.ratio(a, b, score_cutoff=_SAME_WORD) / 100


def _weight(word: str) -> float:
    """A preposition or an initial says half of what a word says, a number as much as a word."""
    return 0.5 if len(word) < _SHORT_WORD and not _NUMBER.fullmatch(word) else 1.0


def _metres(place: Place, entity: Entity) -> float | None:
    if place.lat is None or place.lon is None or entity.lat is None or entity.lon is None:
        return None
    return distance_m(place.lat, place.lon, entity.lat, entity.lon)
