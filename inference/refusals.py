"""Why a file is refused as a photo, and what Pillow says about bad ones in those words."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum

from PIL import Image, UnidentifiedImageError

from inference.image_errors import CutError, DamagedError


class Refusal(StrEnum):
    """Why a file is not taken as a photo; also the key of its message in the locale files."""

    EMPTY = "empty"
    TOO_LARGE = "too_large"
    UNSUPPORTED_FORMAT = "unsupported_format"
    TOO_MANY_PIXELS = "too_many_pixels"
    SIDE_TOO_LONG = "side_too_long"
    TOO_MUCH_MEMORY = "too_much_memory"
    TOO_SMALL = "too_small"
    ANIMATED = "animated"
    TRUNCATED = "truncated"
    BROKEN = "broken"


class ImageError(Exception):
    """A file refused as a photo: `code` for programs, the message for a person."""

    def __init__(self, code: Refusal, message: str) -> None:
        super().__init__(message)
        self.code = code


@contextmanager
def refusals() -> Iterator[None]:
    """Whatever Pillow says about a bad file, said as one ImageError."""
    try:
        yield
    except ImageError:
        raise
    except CutError as error:
        raise ImageError(Refusal.TRUNCATED, "The picture is cut off.") from error
    except DamagedError as error:
        raise ImageError(Refusal.BROKEN, "The picture is damaged.") from error
    except Image.DecompressionBombError as error:
        raise ImageError(Refusal.TOO_MANY_PIXELS, "The picture has too many pixels.") from error
    except UnidentifiedImageError as error:
        raise ImageError(
            Refusal.UNSUPPORTED_FORMAT, "The file is not a JPEG, PNG, WebP or HEIC picture."
        ) from error
    except (EOFError, struct.error) as error:
        raise ImageError(Refusal.TRUNCATED, "The picture is cut off.") from error
    except OSError as error:
        if "truncated" in str(error).lower():
            raise ImageError(Refusal.TRUNCATED, "The picture is cut off.") from error
        raise ImageError(Refusal.BROKEN, "The picture is damaged.") from error
    except (
        SyntaxError,
        ValueError,
        TypeError,
        KeyError,
        IndexError,
        OverflowError,
        RuntimeError,
        MemoryError,
        AttributeError,
        ZeroDivisionError,
        AssertionError,
        Warning,
    ) as error:
        # Pillow's parsers meet hostile headers with any of these.
        raise ImageError(Refusal.BROKEN, "The picture is damaged.") from error
