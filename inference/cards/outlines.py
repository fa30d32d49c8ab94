"""What pictograms are made of: discs, boxes, lines and curves as polygons, put in layers."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise

Point = tuple[float, float]
Outline = tuple[Point, ...]
Shape = tuple[Outline, ...]

_CURVE_STEPS = 20


@dataclass(frozen=True, slots=True)
class Layer:
    """Outlines that are filled, or cut out of what lies below."""

    shape: Shape
    adds: bool


def ink(*shapes: Shape) -> Layer:
    return Layer(sum(shapes, ()), adds=True)


def cut(*shapes: Shape) -> Layer:
    return Layer(sum(shapes, ()), adds=False)


def poly(*points: Point) -> Shape:
    return (points,)


def arc(cx: float, cy: float, rx: float, ry: float, start: float, stop: float) -> Outline:
    """Points of an elliptic arc; degrees, clockwise from the right as y grows downwards."""
    steps = max(4, round(abs(stop - start) / 6))
    angles = (math.radians(start + (stop - start) * i / steps) for i in range(steps + 1))
    return tuple((cx + rx * math.cos(a), cy + ry * math.sin(a)) for a in angles)


def disc(cx: float, cy: float, rx: float, ry: float | None = None) -> Shape:
    return (arc(cx, cy, rx, rx if ry is None else ry, 0, 360),)


def box(x0: float, y0: float, x1: float, y1: float, radius: float = 0) -> Shape:
    if radius == 0:
        return (((x0, y0), (x1, y0), (x1, y1), (x0, y1)),)
    r = radius
    return (
        arc(x0 + r, y0 + r, r, r, 180, 270)
        + arc(x1 - r, y0 + r, r, r, 270, 360)
        + arc(x1 - r, y1 - r, r, r, 0, 90)
        + arc(x0 + r, y1 - r, r, r, 90, 180),
    )


def arched(x0: float, y0: float, x1: float, y1: float) -> Shape:
    """A box with a round head, as of a door or a gravestone."""
    r = (x1 - x0) / 2
    return (((x0, y1), *arc(x0 + r, y0 + r, r, r, 180, 360), (x1, y1)),)


def line(width: float, *points: Point) -> Shape:
    """A line through `points` with round ends and joints."""
    r = width / 2
    parts = [disc(x, y, r)[0] for x, y in points]
    for (x0, y0), (x1, y1) in pairwise(points):
        length = math.hypot(x1 - x0, y1 - y0) or 1.0
        dx, dy = (y1 - y0) / length * r, (x0 - x1) / length * r
        parts.append(
            ((x0 + dx, y0 + dy), (x1 + dx, y1 + dy), (x1 - dx, y1 - dy), (x0 - dx, y0 - dy))
        )
    return tuple(parts)


def curve(p0: Point, p1: Point, p2: Point, p3: Point) -> Outline:
    """Points of a cubic Bézier curve."""
    points = []
    for i in range(_CURVE_STEPS + 1):
        t = i / _CURVE_STEPS
        a, b, c, d = (1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3
        points.append(
            (
                a * p0[0] + b * p1[0] + c * p2[0] + d * p3[0],
                a * p0[1] + b * p1[1] + c * p2[1] + d * p3[1],
            )
        )
    return tuple(points)


def symmetric(right: Outline, axis: float = 24) -> Shape:
    """The closed outline whose right half, from top to bottom, is given."""
    return (right + tuple((2 * axis - x, y) for x, y in reversed(right)),)


def star(cx: float, cy: float, outer: float, inner: float, points: int = 5) -> Shape:
    radii = (outer, inner)
    return (
        tuple(
            (
                cx + radii[i % 2] * math.sin(math.pi * i / points),
                cy - radii[i % 2] * math.cos(math.pi * i / points),
            )
            for i in range(2 * points)
        ),
    )


def turned(shape: Shape, degrees: float, cx: float = 24, cy: float = 24) -> Shape:
    """The shape turned clockwise about a point."""
    sin, cos = math.sin(math.radians(degrees)), math.cos(math.radians(degrees))
    return tuple(
        tuple(
            (cx + (x - cx) * cos - (y - cy) * sin, cy + (x - cx) * sin + (y - cy) * cos)
            for x, y in outline
        )
        for outline in shape
    )
