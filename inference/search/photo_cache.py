"""Vectors of photos and texts on disk: a folder a model, written whole or not at all.

`vectors.npy` has a row for each; `manifest.json` says whose each row is, and how the model sees one
fixed picture, by which a model that was exchanged under the same name is told.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from inference.catalogue import Photo
from inference.writing import whole_folder

Vectors = NDArray[np.float32]

_MANIFEST, _VECTORS = "manifest.json", "vectors.npy"
_FORMAT = 1
_SAME = 0.999  # cosine; other devices and thread counts round otherwise, other weights are far off

logger = logging.getLogger(__name__)


class PhotoCache:
    """The vectors of the model called `name`; `probe` is the one (dim,) it has for `PROBE`."""

    def __init__(self, cache: Path, name: str, probe: Vectors) -> None:
        digest = hashlib.sha256(name.encode()).hexdigest()[:8]
        self._folder = cache / f"{Path(name).name[:40]}-{digest}"
        self._name = name
        self._probe = probe

    def read(self) -> dict[str, Vectors]:
        """Vectors by key; none where there are none, or damaged or another model's."""
        with suppress(OSError, EOFError, ValueError, KeyError, TypeError):
            manifest = json.loads((self._folder / _MANIFEST).read_text(encoding="utf-8"))
            # Mapped, not read: each row is copied once, to where it is searched.
            rows = np.load(self._folder / _VECTORS, mmap_mode="r", allow_pickle=False)
            keys = manifest["rows"]
            if (
                (manifest["format"], manifest["model"]) == (_FORMAT, self._name)
                and (rows.shape, rows.dtype) == ((len(keys), len(self._probe)), np.float32)
                and float(np.array(manifest["probe"]) @ self._probe) > _SAME
            ):
                return dict(zip(keys, np.asarray(rows), strict=True))
        return {}

    def write(self, vectors: Mapping[str, Vectors]) -> None:
        """Put these vectors, one at least, in the place of what is there.

        A disk that takes no more costs a warning, not the search.
        """
        manifest = {
            "format": _FORMAT,
            "model": self._name,
            "probe": [round(float(value), 6) for value in self._probe],
            "rows": list(vectors),
        }
        try:
            with whole_folder(self._folder, _MANIFEST) as temporary:
                np.save(temporary / _VECTORS, np.stack(list(vectors.values())), allow_pickle=False)
                text = json.dumps(manifest, ensure_ascii=False) + "\n"
                (temporary / _MANIFEST).write_text(text, encoding="utf-8", errors="replace")
        except OSError as error:
            logger.warning(
                "What photos show cannot be kept in %s (%s); the next start looks at them again.",
                self._folder,
                error.strerror or error,
            )


def text_key(text: str) -> str:
    return f"text {text}"


def photo_key(photo: Photo, cache: Path | None) -> str | None:
    """What a photo is known by: its file's sha256, else path, size and time; None for no file.

    The path is relative to the cache, so that both may move together.
    """
    try:
        stat = Path(photo.path or "").stat()
    except OSError:
        return None
    if photo.sha256 is not None:
        return photo.sha256
    path = os.path.relpath(photo.path or "", cache or Path())
    return f"{path} {stat.st_size} {stat.st_mtime_ns}"


def _probe_picture() -> Image.Image:
    """A picture that is always the same, with colours, edges and texture."""
    across, down = np.meshgrid(np.arange(256), np.arange(256))
    channels = (across, down, (across // 32 + down // 32) % 2 * 160 + (across * down) % 61)
    return Image.fromarray(np.stack(channels, axis=2).astype(np.uint8))


PROBE = _probe_picture()
