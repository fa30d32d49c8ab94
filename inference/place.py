"""What a catalogue speaks of: places, their categories and cities, and their photos."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

LANGUAGES = ("ru", "en")


@dataclass(frozen=True, slots=True)
class Category:
    """One of the kinds of place a photo is told to show, named by OpenTripMap's kind."""

    id: str
    ru: str
    en: str
    emoji: str

    def label(self, language: str) -> str:
        return self.en if language == "en" else self.ru


@dataclass(frozen=True, slots=True)
class City:
    """A city as its places name it (`name`), its English name, and what else people call it.

    `sights` are the ids of its best known places, the first before the others.
    """

    name: str
    en: str | None = None
    aliases: tuple[str, ...] = ()
    sights: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Place:
    """A landmark: known by city and name. `lat` and `lon` are WGS-84 degrees, None where unknown.

    `names` holds names by language code beside `name`, which is the one the source gives; `about`
    a line on what the place is, by language code; `keywords` are phrases in which people describe
    it, for the search alone; `articles` are the addresses of its Wikipedia articles, by language.
    """

    id: str
    name: str
    category: str
    city: str
    kinds: tuple[str, ...] = ()
    lat: float | None = None
    lon: float | None = None
    wikidata: str | None = None
    names: Mapping[str, str] = field(default_factory=dict, hash=False)
    aliases: tuple[str, ...] = ()
    about: Mapping[str, str] = field(default_factory=dict, hash=False)
    keywords: tuple[str, ...] = ()
    articles: Mapping[str, str] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class Photo:
    """A picture of a place: a file of the catalogue (`path`) or a public address (`url`)."""

    place_id: str
    path: Path | None = None
    url: str | None = None
    page_url: str | None = None
    width: int | None = None
    height: int | None = None
    sha256: str | None = None
    author: str | None = None
    licence: str | None = None
    licence_url: str | None = None
    split: str | None = None
    quality: str | None = None
    origin_file: str | None = None
    origin_row: int | None = None
