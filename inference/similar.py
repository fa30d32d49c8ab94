"""Places like a place, and places near one."""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Mapping
from math import inf, log, radians

from inference.catalogue import Catalogue, Place
from inference.geometry import EARTH_RADIUS_M, distance_m

# A photo taken farther than this from every place of a city was not taken in it.
CITY_RADIUS_M = 30_000


def nearest_places(
    catalogue: Catalogue, lat: float, lon: float, k: int, within_m: float = inf
) -> list[tuple[Place, float]]:
    """The at most k places nearest to a point in degrees, with their distances in metres."""
    near = []
    for place in catalogue.places.values():
        if place.lat is None or place.lon is None:
            continue
        if EARTH_RADIUS_M * radians(abs(place.lat - lat)) > within_m:
            continue
        metres = distance_m(lat, lon, place.lat, place.lon)
        if metres <= within_m:
            near.append((metres, place.id, place))
    return [(place, metres) for metres, _, place in heapq.nsmallest(k, near)]


def city_at(catalogue: Catalogue, lat: float, lon: float) -> str | None:
    """The city of the place nearest to a point; None where none lies within 30 km."""
    nearest = nearest_places(catalogue, lat, lon, 1, CITY_RADIUS_M)
    return nearest[0][0].city if nearest else None


def kind_weights(counts: Mapping[str, int], total: int) -> dict[str, float]:
    """How much each kind says: the more, the fewer of all places are of it."""
    return {kind: log((total + 1) / count) for kind, count in counts.items()}


def likeness(one: Place, other: Place, weights: Mapping[str, float]) -> float:
    """What two places share, in 0..1: the weight of their common kinds among all of theirs.

    A weighted Jaccard index.
    """
    own, theirs = _kinds(one), _kinds(other)
    union = sum(weights[kind] for kind in own | theirs)
    return sum(weights[kind] for kind in own & theirs) / union if union else 0.0


def similar_places(catalogue: Catalogue, place: Place, k: int) -> list[Place]:
    """The k places that share most with a place, those of its own city and the nearest first."""
    counts = Counter(kind for other in catalogue.places.values() for kind in _kinds(other))
    weights = kind_weights(counts, len(catalogue.places))

    def order(other: Place) -> tuple[float, bool, float]:
        # A tenth more or less alike is told by nobody; the way there is.
        alike = round(likeness(place, other, weights), 1)
        return -alike, other.city != place.city, _metres(place, other)

    others = (other for other in catalogue.places.values() if other.id != place.id)
    alike = (other for other in others if other.category == place.category)
    found = heapq.nsmallest(k, alike, key=order)
    if len(found) < k:
        rest = (
            other
            for other in catalogue.places.values()
            if other.category != place.category and likeness(place, other, weights) > 0
        )
        found += heapq.nsmallest(k - len(found), rest, key=order)
    return found


def _kinds(place: Place) -> frozenset[str]:
    return frozenset(place.kinds) | {place.category}


def _metres(one: Place, other: Place) -> float:
    if one.lat is None or one.lon is None or other.lat is None or other.lon is None:
        return inf
    return distance_m(one.lat, one.lon, other.lat, other.lon)
