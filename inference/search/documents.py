"""What is indexed of a place: several short texts, so that an alias matches as well as the name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from inference.catalogue import Catalogue, Place
from inference.naming import drop_numbering, fold_name
from inference.search.kinds import describe

Role = Literal["name", "alias", "description"]

_BRACKETED = re.compile(r"\s*\(([^)]*)\)")


@dataclass(frozen=True, slots=True)
class Document:
    """One text about the place number `place`; descriptions are for the encoder alone."""

    place: int
    role: Role
    text: str


def documents(catalogue: Catalogue) -> Iterator[Document]:
    """The documents of every place, in the catalogue's order: at least one, and none twice."""
    for number, place in enumerate(catalogue.places.values()):
        seen: set[str] = set()
        for role, text in _texts(place):
            key = fold_name(text)
            if (key or not seen) and key not in seen:
                seen.add(key)
                yield Document(number, role, text)


def _texts(place: Place) -> Iterator[tuple[Role, str]]:
    yield from (("name", text) for text in _readings(place.name))
    for name in place.names.values():
        yield "name", name
    for alias in place.aliases:
        yield from (("alias", text) for text in _readings(alias))
    if words := describe(place.kinds or (place.category,)):
        yield "description", f"{words}, {place.city}"


def _readings(name: str) -> Iterator[str]:
    """A name without its number and brackets, and as given: «Дом связи (Екатеринбург)».

    What stands in brackets may be another name: «Власьевская (Знаменская) башня».
    """
    plain = drop_numbering(name)
    yield _BRACKETED.sub("", plain)
    yield plain
