"""A dataset: a catalogue whose photos are clean, lie on disk, and carry a split."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from inference.catalogue import Catalogue, Photo
from inference.errors import UserError

SPLITS = ("train", "val", "test")
PHOTOS = "photos.csv"


class DatasetError(UserError):
    """The folder is no dataset that `prepare` has written, or it was changed since."""


@dataclass(frozen=True)
class Dataset:
    """A dataset folder as read: its catalogue, and its photos in the order of `photos.csv`."""

    folder: Path
    catalogue: Catalogue
    photos: tuple[Photo, ...]

    @classmethod
    def load(cls, folder: Path) -> Dataset:
        """Read a dataset folder. Raises DatasetError or CatalogueError, one sentence."""
        if not (folder / PHOTOS).is_file():
            raise DatasetError(
                f"{folder} is not a dataset, for it has no {PHOTOS}; "
                f"`python -m inference prepare` makes one of raw files."
            )
        catalogue = Catalogue.load(folder)
        photos = tuple(photo for own in catalogue.photos.values() for photo in own)
        for photo in photos:
            if photo.path is None or photo.sha256 is None or photo.split not in SPLITS:
                raise DatasetError(
                    f"{folder / PHOTOS}: a photo of {photo.place_id} lacks its path, its sha256 or "
                    f"its split; prepare the dataset anew."
                )
        if not photos:
            raise DatasetError(f"{folder / PHOTOS} names no photo of a place in places.csv.")
        return cls(folder, catalogue, photos)

    def of(self, *splits: str) -> tuple[Photo, ...]:
        """The photos of these splits."""
        return tuple(photo for photo in self.photos if photo.split in splits)
