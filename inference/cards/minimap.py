"""Geometry of the small map: where on a picture a city's places lie. No drawing here."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

METRES_PER_DEGREE = 111_195.0  # of latitude, on a sphere of 6,371 km
_NEAR_SHARE = 0.9  # of the places that the frame has to hold
_REACH = 3.5  # median distances from the middle beyond which a place does not widen the frame
_CLOSEST_HALF_HEIGHT_M = 500.0
_ROOM = 1.08  # of the frame around the places
_ZOOM_OUT = 2.4  # the most that a frame is widened to hold the place itself

Points = NDArray[np.float64]  # (n, 2)


@dataclass(frozen=True, slots=True)
class Viewport:
    """Pixels of a picture in which places should lie: the middle and half the sides."""

    x: float
    y: float
    half_width: float
    half_height: float


@dataclass(frozen=True, slots=True)
class Frame:
    """A local equirectangular projection: degrees → metres around `lat`, `lon` → pixels."""

    lat: float
    lon: float
    metres_per_pixel: float
    viewport: Viewport

    def project(self, positions: Sequence[tuple[float, float]]) -> Points:
        """Pixels (x, y; y downwards) of (lat, lon) pairs, (n, 2)."""
        east, north = to_metres(positions, self.lat, self.lon).T / self.metres_per_pixel
        return np.stack((self.viewport.x + east, self.viewport.y - north), axis=1)


@dataclass(frozen=True, slots=True)
class Mark:
    """Where the place is drawn. Outside the frame it stands on the border, `direction` (radians,
    clockwise from the right) tells where it lies and `distance_m` how far from the middle."""

    x: float
    y: float
    outside: bool
    direction: float
    distance_m: float


def to_metres(positions: Sequence[tuple[float, float]], lat: float, lon: float) -> Points:
    """Metres (east, north) of (lat, lon) pairs from a middle, (n, 2).

    The shorter way round is taken where the city lies across the 180th meridian.
    """
    degrees = np.asarray(positions, dtype=np.float64).reshape(-1, 2)
    east = (degrees[:, 1] - lon + 180) % 360 - 180
    north = degrees[:, 0] - lat
    return np.stack((east * math.cos(math.radians(lat)), north), axis=1) * METRES_PER_DEGREE


def frame_places(positions: Sequence[tuple[float, float]], viewport: Viewport) -> Frame:
    """The frame that shows most of `positions` (lat, lon; at least one) large.

    Its middle is the median, and places far from the rest do not widen it, so one village in the
    list does not shrink the city. It depends on the city alone, so its cards share a frame.
    """
    degrees = np.asarray(positions, dtype=np.float64).reshape(-1, 2)
    lat = float(np.median(degrees[:, 0]))
    first = float(degrees[0, 1])
    lon = float(first + np.median((degrees[:, 1] - first + 180) % 360 - 180))
    metres = np.abs(to_metres(positions, lat, lon))
    far = np.hypot(metres[:, 0], metres[:, 1])
    near = metres[far <= max(_REACH * float(np.median(far)), _CLOSEST_HALF_HEIGHT_M)]
    east, north = np.quantile(near, _NEAR_SHARE, axis=0) * _ROOM
    scale = max(
        float(east) / viewport.half_width,
        max(float(north), _CLOSEST_HALF_HEIGHT_M) / viewport.half_height,
    )
    return Frame(lat, lon, scale, viewport)


def include(frame: Frame, lat: float, lon: float) -> Frame:
    """The frame, widened to hold a place that lies a little outside it."""
    excess = _excess(frame, lat, lon)
    if not 1 < excess <= _ZOOM_OUT:
        return frame
    return replace(frame, metres_per_pixel=frame.metres_per_pixel * excess)


def _excess(frame: Frame, lat: float, lon: float) -> float:
    """How many times too small the frame is for a place; at most 1 when it holds it."""
    x, y = np.abs(frame.project([(lat, lon)])[0] - (frame.viewport.x, frame.viewport.y))
    return max(float(x) / frame.viewport.half_width, float(y) / frame.viewport.half_height)


def mark_place(frame: Frame, lat: float, lon: float) -> Mark:
    """Where to mark a place: its point, or the border of the frame where it lies beyond."""
    port = frame.viewport
    x, y = (float(v) for v in frame.project([(lat, lon)])[0])
    dx, dy = x - port.x, y - port.y
    direction = math.atan2(dy, dx)
    distance = math.hypot(dx, dy) * frame.metres_per_pixel
    excess = _excess(frame, lat, lon)
    if excess <= 1 + 1e-9:
        return Mark(x, y, False, direction, distance)
    return Mark(port.x + dx / excess, port.y + dy / excess, True, direction, distance)


def round_length(longest: float) -> float:
    """The largest of 1, 2 or 5 times a power of ten that is not above `longest`."""
    power = 10.0 ** math.floor(math.log10(longest))
    return max(m * power for m in (1, 2, 5) if m * power <= longest)
