"""What the photos of a dataset show, as class indices, and how many rows each once was."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import torch
from pydantic import BaseModel, ValidationError
from torch import Tensor

from inference.catalogue import Photo
from inference.data.dataset import Dataset, DatasetError
from inference.naming import fold_name
from inference.place import Place

PREPARATION = "report.json"
_COPIES = ("exact_duplicate", "near_duplicate")


@dataclass(frozen=True, slots=True, eq=False)
class LabelledPhotos:
    """N photos with the index of the name (N,) and of the category (N,) that each shows.

    Names are the classes, as in the reference: places of one name in two cities are one class.
    `rows` (N,) is how many rows each photo is where rows are joined on the name alone and no
    duplicate is dropped.
    """

    photos: tuple[Photo, ...]
    names: tuple[str, ...]
    categories: tuple[str, ...]
    name_of: Tensor
    category_of: Tensor
    rows: Tensor

    @property
    def splits(self) -> tuple[str, ...]:
        """The split of each photo in the dataset."""
        return tuple(photo.split or "" for photo in self.photos)


def label(dataset: Dataset) -> LabelledPhotos:
    """The labels of all photos of a dataset. Raises DatasetError without its `report.json`."""
    places = dataset.catalogue.places
    shown = [places[photo.place_id] for photo in dataset.photos]
    names = tuple(sorted({place.name for place in shown}))
    categories = tuple(dataset.catalogue.categories)
    name_index = {name: number for number, name in enumerate(names)}
    category_index = {category: number for number, category in enumerate(categories)}
    return LabelledPhotos(
        dataset.photos,
        names,
        categories,
        torch.tensor([name_index[place.name] for place in shown]),
        torch.tensor([category_index[place.category] for place in shown]),
        torch.tensor(_rows(dataset, shown)),
    )


class _Dropped(BaseModel):
    name: str
    reason: str
    kept_as: str | None = None


class _Preparation(BaseModel):
    copies: dict[str, int]
    dropped: list[_Dropped]


def _rows(dataset: Dataset, shown: list[Place]) -> list[int]:
    """Each photo and its dropped duplicates, as often as the places files hold the place's name."""
    report = _read(dataset.folder / PREPARATION)
    duplicates = Counter(
        (dataset.folder / dropped.kept_as, fold_name(dropped.name))
        for dropped in report.dropped
        if dropped.reason in _COPIES and dropped.kept_as
    )
    rows = []
    for photo, place in zip(dataset.photos, shown, strict=True):
        path = photo.path or dataset.folder
        # A copy that was found under another place's name does not count for this one.
        copies = sum(duplicates[path, name] for name in _folded_names(place))
        rows.append((1 + copies) * report.copies.get(place.id, 1))
    return rows


def _folded_names(place: Place) -> set[str]:
    return {fold_name(name) for name in (place.name, *place.aliases)}


def _read(path: Path) -> _Preparation:
    try:
        return _Preparation.model_validate_json(path.read_bytes())
    except FileNotFoundError:
        raise DatasetError(
            f"{path}, which tells how many rows each photo was, is missing; prepare the dataset "
            f"anew."
        ) from None
    except ValidationError as error:
        raise DatasetError(f"{path} is damaged; prepare the dataset anew.") from error
