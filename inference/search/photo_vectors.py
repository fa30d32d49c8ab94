"""From photos and texts to vectors: each is looked at once, and then kept in a cache."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from tqdm import tqdm

from inference.catalogue import Photo
from inference.images import ImageError, ImageLimits, check_size, decode
from inference.search.photo_cache import PROBE, PhotoCache, Vectors, photo_key, text_key

_BATCH = 16
_SAVE_SECONDS = 120.0  # what an interruption may cost

logger = logging.getLogger(__name__)


class ImageTextEncoder(Protocol):
    """What search needs of an image-text model: `inference.image_text.ImageTextModel` is one."""

    @property
    def name(self) -> str: ...

    @property
    def dim(self) -> int: ...

    @property
    def side(self) -> int:
        """The pixels a side that it looks at."""
        ...

    def embed_photos(self, images: Sequence[Image.Image]) -> Vectors:
        """(n, dim) rows of unit length, one an RGB picture."""
        ...

    def embed_texts(self, texts: Sequence[str]) -> Vectors:
        """(n, dim) rows of unit length, one a text."""
        ...


@dataclass(frozen=True, slots=True)
class PhotoVectors:
    """Unit rows (n, dim), and for each the number of its photo among those asked for, (n,).

    `background` has the unit rows of the texts.
    """

    vectors: Vectors
    numbers: NDArray[np.intp]
    background: Vectors


def embed_photos(
    photos: Sequence[Photo],
    background: Sequence[str],
    model: ImageTextEncoder,
    cache: Path | None,
    limits: ImageLimits,
    progress: bool,
) -> PhotoVectors:
    """The vectors of photos on disk and of texts to compare them with.

    What the folder `cache` holds is not computed again.

    Photos that cannot be read are left out, and one line of the log says how many.
    """
    if not photos:
        return PhotoVectors(
            np.zeros((0, model.dim), np.float32),
            np.zeros(0, np.intp),
            np.zeros((len(background), model.dim), np.float32),
        )
    store = PhotoCache(cache, model.name, model.embed_photos([PROBE])[0]) if cache else None
    known = store.read() if store else {}
    keys = [photo_key(photo, cache) for photo in photos]
    missing = {
        key: photo
        for key, photo in zip(keys, photos, strict=True)
        if key is not None and key not in known
    }
    refused: dict[str, str] = {}
    unread = [text for text in background if text_key(text) not in known]
    known.update(zip(map(text_key, unread), model.embed_texts(unread), strict=True))
    saved, added = time.monotonic(), bool(unread)
    with tqdm(
        total=len(missing),
        desc="looking at photos",
        unit=" photos",
        disable=not (progress and missing),
    ) as bar:
        for tried, found in _compute(missing, model, limits, refused):
            known.update(found)
            added = added or bool(found)
            bar.update(tried)
            if store and added and time.monotonic() - saved > _SAVE_SECONDS:
                store.write(known)
                saved, added = time.monotonic(), False
    if store and added:
        store.write(known)
    numbers = [number for number, key in enumerate(keys) if key in known]
    if len(numbers) < len(photos):
        _tell_lost(photos, keys, known, refused)
    return PhotoVectors(
        _rows([keys[number] or "" for number in numbers], known, model.dim),
        np.array(numbers, dtype=np.intp),
        _rows([text_key(text) for text in background], known, model.dim),
    )


def _compute(
    missing: Mapping[str, Photo],
    model: ImageTextEncoder,
    limits: ImageLimits,
    refused: dict[str, str],
) -> Iterator[tuple[int, dict[str, Vectors]]]:
    """Batch by batch how many photos were tried, and the vectors of those that could be read.

    Why the others could not goes into `refused`.
    """

    def read(photo: Photo) -> Image.Image | str:
        path = Path(photo.path or "")
        try:
            check_size(path.stat().st_size, limits)
            return decode(path.read_bytes(), limits, model.side)
        except OSError as error:
            return error.strerror or str(error)
        except ImageError as error:
            return str(error)

    items = list(missing.items())
    parts = [items[start : start + _BATCH] for start in range(0, len(items), _BATCH)]
    with ThreadPoolExecutor() as pool:
        # The next batch is decoded while the model looks at this one.
        waiting = [pool.submit(read, photo) for _, photo in (parts[0] if parts else ())]
        for number, part in enumerate(parts):
            ready = {key: future.result() for (key, _), future in zip(part, waiting, strict=True)}
            following = parts[number + 1] if number + 1 < len(parts) else ()
            waiting = [pool.submit(read, photo) for _, photo in following]
            refused.update((key, why) for key, why in ready.items() if isinstance(why, str))
            pictures = {key: got for key, got in ready.items() if not isinstance(got, str)}
            vectors = model.embed_photos(list(pictures.values()))
            yield len(part), dict(zip(pictures, vectors, strict=True))


def _rows(keys: Sequence[str], known: Mapping[str, Vectors], dim: int) -> Vectors:
    rows = np.empty((len(keys), dim), dtype=np.float32)
    for row, key in zip(rows, keys, strict=True):
        row[:] = known[key]
    return rows


def _tell_lost(
    photos: Sequence[Photo],
    keys: Sequence[str | None],
    known: Mapping[str, Vectors],
    refused: Mapping[str, str],
) -> None:
    lost = [number for number, key in enumerate(keys) if key not in known]
    logger.warning(
        "%d of %d photos cannot be read, so words do not find what they show; first %s: %s",
        len(lost),
        len(photos),
        photos[lost[0]].path,
        refused.get(keys[lost[0]] or "", "there is no such file"),
    )
