"""Positions and distances on the Earth."""

from __future__ import annotations

from math import asin, cos, radians, sin, sqrt

EARTH_RADIUS_M = 6_371_008.8


def distance_m(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    """Great-circle distance in metres between two points in degrees (haversine formula)."""
    half_lat = radians(lat2 - lat1) / 2
    half_lon = radians(lon2 - lon1) / 2
    chord = sin(half_lat) ** 2 + cos(radians(lat1)) * cos(radians(lat2)) * sin(half_lon) ** 2
    return 2 * EARTH_RADIUS_M * asin(min(1.0, sqrt(chord)))


def read_position(lat: str, lon: str) -> tuple[float | None, float | None]:
    """WGS-84 degrees from two texts, or None twice where both are empty. Raises ValueError."""
    if not lat and not lon:
        return None, None
    values = float(lat), float(lon)
    for value, limit in zip(values, (90, 180), strict=True):
        if not -limit <= value <= limit:  # also refuses nan
            raise ValueError(f"{value} is no position")
    return values
