"""What is indexed of a place: several short texts, so that an alias matches as well as the name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

from inference.catalogue import Place
from inference.naming import drop_numbering, fold_name
from inference.search.kinds import describe

Role = Literal["name", "alias", "about", "kinds"]
ROLES: tuple[Role, ...] = ("name", "alias", "about", "kinds")

_BRACKETED = re.compile(r"\s*\(([^)]*)\)")


def documents_of(place: Place) -> Iterator[tuple[Role, str]]:
    """The texts about a place with what each is: at least one, and none twice.

    "about" is what is told of it, "kinds" its kinds in words with its city, for the encoder alone.
    """
    seen: set[str] = set()
    for role, text in _texts(place):
        key = fold_name(text)
        if (key or not seen) and key not in seen:
            seen.add(key)
            yield role, text


def _texts(place: Place) -> Iterator[tuple[Role, str]]:
    yield from (("name", text) for text in _readings(place.name))
    for name in place.names.values():
        yield "name", name
    for alias in place.aliases:
        yield from (("alias", text) for text in _readings(alias))
    for about in (*place.about.values(), *place.keywords):
        yield "about", about
    if words := describe(place.kinds or (place.category,)):
        yield "kinds", f"{words}, {place.city}"


def _readings(name: str) -> Iterator[str]:
    """A name without its number and brackets, and as given: «Дом связи (Екатеринбург)».

    What stands in brackets may be another name: «Власьевская (Знаменская) башня».
    """
    plain = drop_numbering(name)
    yield _BRACKETED.sub("", plain)
    yield plain
