"""Pictures that no filter drops, each its own; and raw files and folders made of them."""

from __future__ import annotations

import base64
import csv
import io
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import numpy as np
from PIL import Image
from pillow_heif import register_heif_opener

register_heif_opener()

COLUMNS = ("XID", "Name", "Kind", "City", "OSM", "WikiData", "Rate", "Lon", "Lat")


@cache
def scene(seed: int, width: int = 320, height: int = 240) -> Image.Image:
    """Coloured clouds, coarse and fine, of a colour and a pattern that the seed decides."""
    random = np.random.default_rng(seed)
    pixels = np.zeros((height, width, 3))
    for cells, weight in ((4, 60), (9, 45), (24, 30), (60, 20)):
        coarse = random.normal(0, 1, (cells * 3 // 4 + 1, cells + 1, 3))
        layer = [
            Image.fromarray(coarse[..., c].astype(np.float32)).resize((width, height), 3)
            for c in range(3)
        ]
        pixels += weight * np.stack([np.asarray(plane) for plane in layer], axis=2)
    pixels += random.uniform(90, 150, 3)
    return Image.fromarray(np.clip(pixels, 0, 255).astype(np.uint8))


def photo(seed: int, width: int = 320, height: int = 240, quality: int = 90) -> bytes:
    """The scene as a JPEG."""
    return saved(scene(seed, width, height), quality=quality)


def saved(image: Image.Image, kind: str = "JPEG", **options: object) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


def text_of(data: bytes) -> str:
    return base64.b64encode(data).decode()


def write_table(path: Path, rows: Sequence[Sequence[object]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)


def write_city(
    folder: Path, code: str, city: str, photos: Sequence[tuple[str, bytes]], kind: str = "towers"
) -> None:
    """Raw files of a city whose places are the names of the photos."""
    names = list(dict.fromkeys(name for name, _ in photos))
    places = [[f"{code}{i}", name, kind, city, "", "", 3, 40, 56] for i, name in enumerate(names)]
    write_table(folder / f"{code}_places.csv", [COLUMNS, *places])
    rows = [(name, text_of(data)) for name, data in photos]
    write_table(folder / f"{code}_images.csv", [("name", "image"), *rows])
