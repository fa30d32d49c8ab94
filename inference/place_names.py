"""Names of places and cities in a reader's language."""

from __future__ import annotations

from inference.catalogue import Catalogue, Place
from inference.naming import transliterate


def local_name(place: Place) -> str:
    """The source's name to begin a line with, less a city in brackets: it is told beside it."""
    name = place.name.removesuffix(f"({place.city})").rstrip()
    return name[:1].upper() + name[1:]


def short_name(place: Place, language: str) -> str:
    """One name: the language's own, else the local one, in Latin letters for English."""
    if language in place.names:
        return place.names[language]
    name = local_name(place)
    return transliterate(name) if language == "en" else name


def city_name(catalogue: Catalogue, city: str, language: str) -> str:
    if language != "en":
        return city
    known = catalogue.cities.get(city)
    return (known and known.en) or transliterate(city)
