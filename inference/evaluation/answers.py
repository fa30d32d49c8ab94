"""A model's scores for the photos of a dataset, beside what the photos show."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace

import torch
from torch import Tensor
from tqdm import tqdm

from inference.catalogue import Catalogue, City, Photo, Place
from inference.data.dataset import SPLITS, Dataset
from inference.errors import UserError
from inference.images import ImageError, ImageLimits, check_size, decode
from inference.labels import Labels
from inference.naming import fold_name
from inference.recognizer import Recognizer
from inference.scores import Scores

_BATCH = 16
ABSENT = -1


class EvaluationError(UserError):
    """There is nothing to evaluate on."""


@dataclass(frozen=True, slots=True, eq=False)
class Answers:
    """N photos that were scored, what each shows, and those that were refused.

    `places` and `categories` (N,) are indices into the labels, −1 for those that the model does not
    have; `cities` and `shown` are each photo's city and place; `training_photos` (N,) is how many
    photos of its place the model was made from. `refused` are files that are no photos, and why.
    """

    labels: Labels
    scores: Scores
    places: Tensor
    categories: Tensor
    cities: tuple[str, ...]
    training_photos: Tensor
    photos: tuple[Photo, ...]
    shown: tuple[Place, ...]
    refused: tuple[tuple[Photo, str], ...]

    @property
    def known(self) -> Tensor:
        """Which photos show a place that the model has (N,)."""
        return self.places != ABSENT


def with_places_of(labels: Labels, catalogue: Catalogue) -> Catalogue:
    """The catalogue and the places that only the model has, so that none is left out of answers."""
    own = {
        label.id: Place(label.id, label.name, category, label.city)
        for label, category in zip(labels.places, labels.place_categories, strict=True)
    }
    places = {**own, **catalogue.places}
    cities = {place.city: City(place.city) for place in places.values()}
    return replace(catalogue, places=places, cities={**cities, **catalogue.cities})


def collect(
    recognizer: Recognizer,
    dataset: Dataset,
    splits: Sequence[str],
    unknown: Dataset | None = None,
    limits: ImageLimits | None = None,
) -> Answers:
    """Score the photos of these splits, and those of `unknown` that show places the model lacks.

    Photos are read as the service reads them. Raises EvaluationError where there are none.
    """
    asked = list(_asked(recognizer.labels, dataset, dataset.of(*splits)))
    if not asked:
        raise EvaluationError(
            f"{dataset.folder} has no photo in {' or '.join(splits)}; "
            f"name a split that it has: {', '.join(_splits_of(dataset))}."
        )
    if unknown is not None:
        others = _asked(recognizer.labels, unknown, unknown.photos)
        lacking = [one for one in others if one.index == ABSENT]
        if not lacking:
            raise EvaluationError(f"{unknown.folder} has no photo of a place the model lacks.")
        asked += lacking
    batches: list[Scores] = []
    answered: list[_Asked] = []
    refused: list[tuple[Photo, str]] = []
    inputs: list[Tensor] = []
    with tqdm(total=len(asked), desc="evaluating", unit=" photos", smoothing=0.05) as bar:
        for one, prepared in _prepared(recognizer, asked, limits or ImageLimits()):
            if isinstance(prepared, str):
                refused.append((one.photo, prepared))
            else:
                answered.append(one)
                inputs.append(prepared)
            if len(inputs) == _BATCH:
                batches.append(recognizer.score(inputs))
                inputs = []
            bar.update()
        if inputs:
            batches.append(recognizer.score(inputs))
    if not batches:
        photo, reason = refused[0]
        raise EvaluationError(f"None of the photos can be read: {photo.path}: {reason}")
    return _answers(recognizer.labels, Scores.join(batches), answered, refused)


@dataclass(frozen=True, slots=True)
class _Asked:
    photo: Photo
    place: Place
    index: int


def _asked(labels: Labels, dataset: Dataset, photos: Sequence[Photo]) -> Iterator[_Asked]:
    """The photos with their places, found among the labels by id, or by city and name."""
    by_id = {label.id: i for i, label in enumerate(labels.places)}
    by_name = {_name(label.city, label.name): i for i, label in enumerate(labels.places)}
    for photo in photos:
        place = dataset.catalogue.places[photo.place_id]
        index = by_id.get(place.id, by_name.get(_name(place.city, place.name), ABSENT))
        yield _Asked(photo, place, index)


def _name(city: str, name: str) -> tuple[str, str]:
    return fold_name(city), fold_name(name)


def _splits_of(dataset: Dataset) -> list[str]:
    present = {photo.split for photo in dataset.photos}
    return [split for split in SPLITS if split in present]


def _prepared(
    recognizer: Recognizer, asked: Sequence[_Asked], limits: ImageLimits
) -> Iterator[tuple[_Asked, Tensor | str]]:
    """Each photo's input, or why it is refused, in order; a few are read ahead in threads."""

    def read(photo: Photo) -> Tensor | str:
        if photo.path is None:
            return "There is no file of it."
        try:
            check_size(photo.path.stat().st_size, limits)
            image = decode(photo.path.read_bytes(), limits, recognizer.input_side)
        except ImageError as error:
            return str(error)
        except OSError as error:
            return f"{error.strerror or error}."
        return recognizer.prepare(image)

    waiting: deque[tuple[_Asked, Future[Tensor | str]]] = deque()
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for one in asked:
            waiting.append((one, pool.submit(read, one.photo)))
            if len(waiting) > 2 * _BATCH:
                first, future = waiting.popleft()
                yield first, future.result()
        for first, future in waiting:
            yield first, future.result()


def _answers(
    labels: Labels,
    scores: Scores,
    answered: Sequence[_Asked],
    refused: Sequence[tuple[Photo, str]],
) -> Answers:
    order: Mapping[str, int] = {category: i for i, category in enumerate(labels.categories)}
    counts = [label.photos for label in labels.places]
    return Answers(
        labels,
        scores,
        torch.tensor([one.index for one in answered]),
        torch.tensor([order.get(one.place.category, ABSENT) for one in answered]),
        tuple(one.place.city for one in answered),
        torch.tensor([0 if one.index == ABSENT else counts[one.index] for one in answered]),
        tuple(one.photo for one in answered),
        tuple(one.place for one in answered),
        tuple(refused),
    )
