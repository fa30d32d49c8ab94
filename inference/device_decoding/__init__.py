"""JPEGs unpacked where the network computes: by nvJPEG on a CUDA GPU; `docs/backends.md` says more.

Without it Pillow unpacks every photo on the CPU.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable

import torch

from inference.device_decoding.base import DecoderError, JpegDecoder

log = logging.getLogger(__name__)

DECODERS = ("auto", "pillow", "nvjpeg")

__all__ = ["DECODERS", "DecoderError", "JpegDecoder", "open_decoder"]


def _nvjpeg(device: torch.device) -> JpegDecoder:
    from inference.device_decoding.nvjpeg import NvjpegDecoder

    return NvjpegDecoder(device)


def open_decoder(
    setting: str,
    device: torch.device,
    make: Callable[[torch.device], JpegDecoder] = _nvjpeg,
) -> JpegDecoder | None:
    """A decoder on the device that has passed the self-check, or None: Pillow decodes.

    Raises DecoderError where nvJPEG was asked for and cannot be had; with `auto` the log says why.
    """
    if setting not in DECODERS:
        raise DecoderError(f"JPEG_DECODER is {setting!r}; it must be one of {', '.join(DECODERS)}.")
    if setting == "pillow":
        return None
    if device.type != "cuda":
        if setting == "nvjpeg":
            raise DecoderError(
                "JPEG_DECODER is nvjpeg, which needs a CUDA GPU; use auto or pillow."
            )
        return None
    # Here, not above: nobody else draws pictures to decode.
    from inference.device_decoding.self_check import check_decoder

    try:
        decoder = make(device)
        check_decoder(decoder)
    except (ImportError, OSError, RuntimeError, DecoderError) as error:
        reason = re.split(r"\.\s|\n", str(error).strip() or repr(error))[0].rstrip(".")
        if setting == "nvjpeg":
            raise DecoderError(
                f"JPEG_DECODER is nvjpeg, which cannot be used here ({reason}); use auto or pillow."
            ) from error
        log.warning("Pillow decodes the photos, nvJPEG cannot: %s.", reason)
        return None
    return decoder
