"""The photos as the reference sees them, decoded once."""

from __future__ import annotations

import math
import shutil
import tempfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from tqdm import tqdm

from inference.catalogue import Photo
from inference.errors import UserError
from inference.preprocessing import as_tensor, squash
from inference.training.features import open_photo

# Above this the pixels lie in a file: 7,133 photos of 224 pixels a side.
MEMORY = 1024 * 1024 * 1024


class SpaceError(UserError):
    """The decoded photos do not fit on the disk."""


def read_squashed(photo: Photo, side: int) -> Tensor:
    """A photo squashed into a square, uint8 (3, side, side). Raises PhotoFileError."""
    return as_tensor(squash(open_photo(photo, side), side))


class Pixels:
    """All photos squashed, uint8 (N, 3, side, side), in memory or in a temporary file."""

    def __init__(
        self, photos: Sequence[Photo], side: int, memory: int = MEMORY, bar: bool = True
    ) -> None:
        self._array = _room((len(photos), 3, side, side), memory)

        def fill(index: int) -> None:
            self._array[index] = read_squashed(photos[index], side).numpy()

        with ThreadPoolExecutor() as pool:
            filled = pool.map(fill, range(len(photos)))
            for _ in tqdm(
                filled, total=len(photos), desc="decoding", unit=" photos", disable=not bar
            ):
                pass

    def __getitem__(self, indices: Tensor) -> Tensor:
        """Photos by their indices (B,), uint8 (B, 3, side, side)."""
        return torch.from_numpy(self._array[indices.numpy()])

    @property
    def on_disk(self) -> bool:
        return isinstance(self._array, np.memmap)


def _room(shape: tuple[int, ...], memory: int) -> NDArray[np.uint8]:
    size = math.prod(shape)
    if size <= memory:
        return np.empty(shape, dtype=np.uint8)
    folder = Path(tempfile.gettempdir())
    if shutil.disk_usage(folder).free < size:
        raise SpaceError(
            f"{folder} has no room for {size / 1e9:.1f} GB of decoded photos; free some, or set "
            f"TMPDIR to a folder that has it."
        )
    with tempfile.TemporaryFile(dir=folder) as file:  # gone when the process is
        return np.memmap(file, dtype=np.uint8, mode="w+", shape=shape)
