"""JPEGs unpacked by nvJPEG, through torchvision."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor

# First: it lets torchvision be imported beside any build of torch.
from inference import _torchvision  # noqa: F401  # isort: skip
from torchvision.io import ImageReadMode, decode_jpeg


class NvjpegDecoder:
    """Where torchvision lacks its operators or nvJPEG, `decode` raises RuntimeError."""

    def __init__(self, device: torch.device) -> None:
        self.device = device

    def decode(self, files: Sequence[bytes]) -> list[Tensor]:
        """One call for all files; it names none of those that it cannot decode."""
        data = [torch.frombuffer(bytearray(file), dtype=torch.uint8) for file in files]
        try:
            pixels: list[Tensor] = decode_jpeg(data, mode=ImageReadMode.RGB, device=self.device)
        except RuntimeError:
            # nvJPEG has a stream of its own: what it still writes to must not be given away.
            if torch.cuda.is_initialized():  # type: ignore[no-untyped-call]  # untyped torch
                torch.cuda.synchronize(self.device)
            raise
        return pixels
