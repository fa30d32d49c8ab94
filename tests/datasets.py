"""Small datasets on disk: pictures that tell three places apart, each photo with a split."""

from __future__ import annotations

import csv
import hashlib
from pathlib import Path

from inference.catalogue import Place
from inference.data.dataset import Dataset
from inference.data.places import write_catalogue
from tests.models import CATEGORIES, PLACES, jpeg_of

SPLIT_OF = ("train", "train", "train", "val", "test")


def write_dataset(
    folder: Path, photos: int, places: tuple[Place, ...] = PLACES, splits: bool = True
) -> Dataset:
    """So many photos of each place, three of five in train; without `splits` all in train."""
    folder.mkdir(parents=True, exist_ok=True)
    write_catalogue(folder, places, CATEGORIES)
    with (folder / "photos.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["place_id", "path", "sha256", "split", "width", "height"])
        for place in places:
            for seed in range(photos):
                data = jpeg_of(PLACES.index(place), seed)
                digest = hashlib.sha256(data).hexdigest()
                path = folder / "photos" / digest[:2] / f"{digest}.jpg"
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(data)
                split = SPLIT_OF[seed % len(SPLIT_OF)] if splits else "train"
                row = [place.id, path.relative_to(folder).as_posix(), digest, split, 96, 72]
                writer.writerow(row)
    return Dataset.load(folder)
