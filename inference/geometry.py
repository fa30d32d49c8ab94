"""Positions and distances on the Earth."""

from __future__ import annotations

from math import asin, atan2, cos, degrees, radians, sin, sqrt

EARTH_RADIUS_M = 6_371_008.8
COMPASS = ("n", "ne", "e", "se", "s", "sw", "w", "nw")


def distance_m(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    """Great-circle distance in metres between two points in degrees (haversine formula)."""
    half_lat = radians(lat2 - lat1) / 2
    half_lon = radians(lon2 - lon1) / 2
    chord = sin(half_lat) ** 2 + cos(radians(lat1)) * cos(radians(lat2)) * sin(half_lon) ** 2
    return 2 * EARTH_RADIUS_M * asin(min(1.0, sqrt(chord)))


def bearing_deg(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    """In which direction the second point lies from the first, along the great circle.

    Degrees in [0, 360), clockwise from north; 0 where the points are one.
    """
    east = radians(lon2 - lon1)
    y = sin(east) * cos(radians(lat2))
    x = cos(radians(lat1)) * sin(radians(lat2)) - sin(radians(lat1)) * cos(radians(lat2)) * cos(
        east
    )
    return degrees(atan2(y, x)) % 360


def compass_point(bearing: float) -> str:
    """The nearest of the eight points in COMPASS for a bearing in degrees."""
    return COMPASS[round(bearing / 45) % 8]


def read_position(lat: str, lon: str) -> tuple[float | None, float | None]:
    """WGS-84 degrees from two texts, or None twice where both are empty. Raises ValueError."""
    if not lat and not lon:
        return None, None
    values = float(lat), float(lon)
    for value, limit in zip(values, (90, 180), strict=True):
        if not -limit <= value <= limit:  # also refuses nan
            raise ValueError(f"{value} is no position")
    return values
