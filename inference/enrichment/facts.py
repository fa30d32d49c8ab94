"""What Wikidata says of places, as rows of `aliases.csv`: only what is not known yet is added."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from inference.catalogue import LANGUAGES, Place
from inference.naming import clean_name, fold_name
from inference.wikimedia.entities import Entity

Row = tuple[str, str, str, str]
_MOST_ALIASES = 10


def rows_about(places: Iterable[Place], entities: Mapping[str, Entity]) -> list[Row]:
    """(place id, language, role, text) of everything new, in the places' order."""
    return [
        row for place in places if place.id in entities for row in _rows(place, entities[place.id])
    ]


def _rows(place: Place, entity: Entity) -> Iterator[Row]:
    known = {fold_name(name) for name in (place.name, *place.names.values(), *place.aliases)}
    for language in LANGUAGES:
        label = clean_name(entity.labels.get(language, ""))
        # What the place is called in Russian is its `name`: another label is an alias.
        if label and language != "ru" and language not in place.names:
            yield place.id, language, "name", label
            known.add(fold_name(label))
        others = [label, *map(clean_name, entity.aliases.get(language, ()))]
        for alias in others[: _MOST_ALIASES + 1]:
            if fold_name(alias) and fold_name(alias) not in known and "|" not in alias:
                yield place.id, language, "alias", alias
                known.add(fold_name(alias))
        about = clean_name(entity.descriptions.get(language, ""))
        if about and language not in place.about:
            yield place.id, language, "about", about
        if language in entity.articles and language not in place.articles:
            yield place.id, language, "article", entity.articles[language]
