"""What the framing of a picture's file can turn out to be."""

from __future__ import annotations


class CutError(Exception):
    """The file ends before the picture does."""


class DamagedError(Exception):
    """The file contradicts itself, or is made to tire the decoder."""
