"""What photos need of a decoder that unpacks JPEGs where the network computes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import torch
from torch import Tensor

from inference.errors import UserError


class DecoderError(UserError):
    """The decoder asked for is not to be had here."""


class JpegDecoder(Protocol):
    """Unpacks JPEGs in batches; called by one thread at a time."""

    @property
    def device(self) -> torch.device:
        """Where the pixels lie."""

    def decode(self, files: Sequence[bytes]) -> list[Tensor]:
        """RGB pixels of each file, one at least, as stored: uint8 (3, H, W), EXIF left aside.

        Raises RuntimeError for a batch in which it cannot decode a file.
        """
