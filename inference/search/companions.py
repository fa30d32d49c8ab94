"""What fills a short list: places of the best one's city, those of its kinds first."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from inference.search.index import SearchIndex
from inference.search.ragged import are_among
from inference.similar import kind_weights

_CITIES_KEPT = 64


@dataclass(frozen=True, slots=True)
class _City:
    """Its `places` by number, best known first; `of_kind` (kinds, places), whether each is of a
    kind; `total` (places,), the weight of all kinds that a place is of.
    """

    places: NDArray[np.int64]
    of_kind: NDArray[np.bool_]
    total: NDArray[np.float64]


class Companions:
    """Orders the places of a city by what they share with one of them.

    By the likeness of `inference.similar`, and of those equally alike the better known first.
    """

    def __init__(self, index: SearchIndex) -> None:
        self._index = index
        counts = {kind: len(places) for kind, places in index.kinds.items()}
        weights = kind_weights(counts, index.place_count)
        self._weights = np.array([weights[kind] for kind in index.kinds])
        self._city = lru_cache(_CITIES_KEPT)(self._of_city)

    def of(self, place: int, without: Collection[int], most: int) -> list[int]:
        """The at most so many places of a place's city, all by number, `without` some."""
        city = self._city(int(self._index.city_of[place]))
        own = city.of_kind[:, city.places == place][:, 0]
        weights, theirs = self._weights[own], city.of_kind[own]
        common = weights @ theirs
        alike = common / (city.total + weights @ ~theirs)
        # A tenth more or less alike is told by nobody; how well a place is known, is.
        rounded = [-round(share, 1) for share in alike.tolist()]
        ordered = city.places[np.argsort(rounded, kind="stable")].tolist()
        return [other for other in ordered if other not in without][:most]

    def _of_city(self, city: int) -> _City:
        index = self._index
        places = np.flatnonzero(index.city_of == city)
        of_kind = np.array([are_among(places, listed) for listed in index.kinds.values()])
        order = np.argsort(index.standing[places])
        return _City(places[order], of_kind[:, order], (self._weights @ of_kind)[order])
