"""Positions as text: what the raw files and the catalogue take for degrees."""

from __future__ import annotations


def parse_position(lat: str, lon: str) -> tuple[float, float] | tuple[None, None]:
    """WGS-84 degrees of a place, or a pair of None where both texts are empty.

    Raises ValueError, a sentence's worth, for anything else: one of the two alone, text that is no
    number, nan and infinities, and degrees that are not on the Earth.
    """
    if not lat and not lon:
        return None, None
    if not lat or not lon:
        raise ValueError("one of lat and lon is empty; give both or neither")
    return _degrees(lat, 90), _degrees(lon, 180)


def _degrees(text: str, limit: int) -> float:
    try:
        value = float(text)
    except ValueError:
        value = float("nan")
    if not -limit <= value <= limit:  # nan is not within any limits
        raise ValueError(
            "lat and lon must be degrees, from -90 to 90 and from -180 to 180, or both empty"
        )
    return value
