"""HTML pages from templates: everything is escaped, and pictures stand inside the page."""

from __future__ import annotations

import base64
import io
from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from PIL import Image

THUMBNAIL_SIDE = 160


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("inference.reporting"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def render(template: str, **values: Any) -> str:
    """The page of `templates/<template>`; a value that the template lacks is an error."""
    return _environment().get_template(template).render(**values)


def thumbnail(image: Image.Image, side: int = THUMBNAIL_SIDE) -> str:
    """The picture, at most `side` pixels a side, as a `data:` address for an `<img>`."""
    small = image.convert("RGB")
    small.thumbnail((side, side))
    return as_address(_jpeg(small))


def as_address(jpeg: bytes) -> str:
    """A JPEG's bytes as a `data:` address."""
    return "data:image/jpeg;base64," + base64.b64encode(jpeg).decode()


def _jpeg(image: Image.Image) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=80)
    return buffer.getvalue()
