"""The typeface of the cards: PT Sans (ParaType, SIL OFL 1.1) from the package fontpkg-pt-sans."""

from __future__ import annotations

import threading
from functools import lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Literal

from PIL import Image, ImageDraw, ImageFont

Weight = Literal["regular", "bold"]

_FILES = {"regular": "PT_Sans-Web-Regular.ttf", "bold": "PT_Sans-Web-Bold.ttf"}
_NOT_A_CHARACTER = "\uffff"
_PROBE_SIZE = 24
_cache = threading.local()


def font_file(weight: Weight) -> Traversable:
    return files("fontpkg_pt_sans") / "files" / _FILES[weight]


def font(weight: Weight, size: int) -> ImageFont.FreeTypeFont:
    """The face at `size` pixels an em.

    One object a thread, as FreeType faces must not be shared. The basic layout engine is asked for
    because the other one works only where a system library is found: pictures would then differ
    from machine to machine.
    """
    faces: dict[tuple[Weight, int], ImageFont.FreeTypeFont] = _cache.__dict__.setdefault(
        "faces", {}
    )
    key = (weight, size)
    if key not in faces:
        faces[key] = ImageFont.truetype(
            str(font_file(weight)), size, layout_engine=ImageFont.Layout.BASIC
        )
    return faces[key]


def _pixels(character: str) -> bytes:
    image = Image.new("L", (2 * _PROBE_SIZE, 2 * _PROBE_SIZE))
    ImageDraw.Draw(image).text((4, 4), character, font=font("regular", _PROBE_SIZE), fill=255)
    return image.tobytes()


@lru_cache(maxsize=1)
def _missing_glyph() -> bytes:
    return _pixels(_NOT_A_CHARACTER)


@lru_cache(maxsize=4096)
def has_glyph(character: str) -> bool:
    """Whether the typeface draws `character`, rather than the box that stands for a missing one."""
    return _pixels(character) != _missing_glyph()
