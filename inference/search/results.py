"""What a search answers with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from inference.catalogue import Photo, Place

Why = Literal[
    "name", "alias", "about", "typo", "kind", "kind in city", "meaning", "photo", "city", "similar"
]


@dataclass(frozen=True, slots=True)
class Hit:
    """A place that fits the query. `score` is in 0..1, higher is better, 1 only for exact names.

    `why` says which evidence brought it: "name", "alias", "about" (what is told of the place),
    "typo", "kind", "kind in city", "meaning", "photo" (which shows it), or "city" where the query
    names nothing but a city. "similar" is a place that only resembles those before it,
    by its name, meaning, or kind and city.
    """

    place: Place
    score: float
    photo: Photo | None
    why: str


@dataclass(frozen=True, slots=True)
class SearchResult:
    """The hits of one query, best first; `city` is the filter used, given or understood."""

    query: str
    city: str | None
    hits: tuple[Hit, ...]
