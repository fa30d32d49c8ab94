"""Everyday words for OpenTripMap's kinds of places, in Russian and English.

The kinds are those of OpenTripMap's published tree; a word may stand for several of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache

from inference.search.morphology import lemmas

_WORDS_KEPT = 4096

# kind → words; Russian ones as dictionary forms. The first Russian and the first English
# word of a kind describe it when a place is put into words for the encoder.
KIND_WORDS: Mapping[str, str] = {
    "archaeological_museums": "археологический музей archaeological museum",
    "archaeology": "раскопки археология древность archaeology ruins",
    "art_galleries": "галерея картина картинный живопись выставка gallery art painting",
    "banks": "банк bank",
    "biographical_museums": "музей мемориальный дом-музей museum memorial",
    "bridges": "мост bridge",
    "buddhist_temples": "пагода буддийский храм pagoda temple buddhist",
    "burial_places": "могила захоронение похоронить grave burial",
    "castles": "замок castle",
    "cathedrals": "собор кафедральный cathedral",
    "catholic_churches": "костел католический церковь catholic church",
    "cemeteries": "кладбище некрополь погост похоронить cemetery graveyard",
    "children_museums": "музей детский ребенок museum children",
    "children_theatres": "театр детский тюз theatre theater children",
    "churches": "церковь храм church temple",
    "cinemas": "кинотеатр кино cinema movie",
    "circuses": "цирк circus",
    "concert_halls": "концертный зал концерт concert hall",
    "defensive_walls": "стена крепостной wall",
    "eastern_orthodox_churches": "православный церковь храм orthodox church",
    "fortifications": "крепость укрепление fortress fortification",
    "fortified_towers": "башня крепостной кремль tower kremlin",
    "fountains": "фонтан fountain",
    "gardens_and_parks": "парк сад сквер park garden",
    "historic_districts": "район старый исторический district old",
    "historic_house_museums": "музей дом museum house",
    "history_museums": "музей исторический история museum history",
    "installation": "инсталляция installation art",
    "kremlins": "кремль kremlin",
    "local_museums": "музей краеведческий museum local",
    "manor_houses": "усадьба особняк имение manor mansion estate",
    "military_museums": "музей военный museum military",
    "monasteries": "монастырь обитель monastery convent abbey",
    "monuments": "памятник монумент monument statue memorial",
    "monuments_and_memorials": "памятник мемориал монумент monument memorial",
    "mosques": "мечеть мусульманский mosque muslim",
    "mountain_peaks": "гора вершина mountain peak",
    "museums": "музей museum",
    "museums_of_science_and_technology": "музей наука техника museum science technology",
    "music_venues": "музыка концерт music concert",
    "national_museums": "национальный музей national museum",
    "natural": "природа nature",
    "nature_reserves": "заповедник reserve",
    "observation_towers": "башня вышка телебашня обзорный tower observation",
    "opera_houses": "опера балет оперный opera ballet",
    "other_technology_museums": "музей техника museum technology",
    "other_temples": "храм temple",
    "palaces": "дворец palace",
    "planetariums": "планетарий звезда космос planetarium star space",
    "puppetries": "театр кукла кукольный детский ребенок спектакль puppet theatre theater children",
    "railway_stations": "вокзал станция железнодорожный station railway",
    "religion": "святыня shrine",
    "restaurants": "ресторан кафе restaurant cafe",
    "rock_formations": "скала камень rock",
    "science_museums": "музей наука museum science",
    "sculptures": "скульптура статуя sculpture statue",
    "skyscrapers": "небоскреб высотка skyscraper",
    "sport": "спорт sport",
    "squares": "площадь улица square street",
    "stadiums": "стадион stadium",
    "theatres_and_entertainments": "театр спектакль theatre theater play",
    "towers": "башня tower",
    "triumphal_archs": "арка триумфальный arch triumphal",
    "view_points": "вид смотровой площадка панорама view viewpoint",
    "war_memorials": "мемориал война военный победа war memorial victory",
    "water_towers": "водонапорный башня water tower",
    "zoos": "зоопарк животное зверь zoo animal",
}


@lru_cache(maxsize=1)
def _kinds_by_word() -> Mapping[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for kind, words in KIND_WORDS.items():
        for word in words.split():
            for form in {word, *lemmas(word)}:
                found.setdefault(form, set()).add(kind)
    return {word: frozenset(kinds) for word, kinds in found.items()}


@lru_cache(maxsize=_WORDS_KEPT)
def kinds_meant(word: str) -> frozenset[str]:
    """The kinds that a folded word of a query stands for, in any grammatical form."""
    known = _kinds_by_word()
    return frozenset().union(*(known.get(form, frozenset()) for form in (word, *lemmas(word))))


def describe(kinds: Iterable[str]) -> str:
    """Kinds in words, for the encoder: each word once, in the order of the kinds."""
    words = (word for kind in kinds for word in KIND_WORDS.get(kind, "").split())
    return " ".join(dict.fromkeys(word for word in words if not word.isascii()))
