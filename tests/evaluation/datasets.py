"""Small datasets on disk, and answers made up to measure on."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path

import torch
from torch import Tensor

from inference.evaluation.answers import ABSENT, Answers
from inference.place import Photo, Place
from inference.scores import Scores
from tests.models import CATEGORIES, PLACES, jpeg_of, small_labels

_PHOTO_COLUMNS = ("place_id", "path", "sha256", "split")


def write_dataset(
    folder: Path,
    photos: Mapping[str, int],
    places: Sequence[Place] = PLACES,
    only: Sequence[str] | None = None,
) -> Path:
    """A dataset with so many photos a split of each place, or of those in `only`."""
    folder.mkdir(parents=True)
    _write(
        folder / "categories.csv",
        ("id", "ru", "en", "emoji"),
        [(c.id, c.ru, c.en, c.emoji) for c in CATEGORIES],
    )
    _write(
        folder / "places.csv",
        ("id", "name", "category", "city"),
        [(p.id, p.name, p.category, p.city) for p in places],
    )
    rows = []
    for number, place in enumerate(places):
        if only is not None and place.id not in only:
            continue
        seed = 0
        for split, count in photos.items():
            for _ in range(count):
                data = jpeg_of(number % len(PLACES), seed)
                seed += 1
                digest = hashlib.sha256(data).hexdigest()
                path = folder / "photos" / digest[:2] / f"{digest}.jpg"
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(data)
                rows.append((place.id, path.relative_to(folder).as_posix(), digest, split))
    _write(folder / "photos.csv", _PHOTO_COLUMNS, rows)
    return folder


def _write(path: Path, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([columns, *rows])


def answers_of(
    shown: Sequence[int], logits: Tensor, confidence: Sequence[float] | None = None
) -> Answers:
    """Answers of the small model's three places: what is shown (−1: another place), logits (N, 3).

    The categories answered are those of the places, each with its places' probability.
    """
    labels = small_labels()
    order = {category: i for i, category in enumerate(labels.categories)}
    category_of = torch.tensor([order[c] for c in labels.place_categories])
    probabilities = torch.zeros(len(shown), len(order))
    probabilities.index_add_(1, category_of, logits.softmax(1))
    other = Place("x-park", "Парк", "sport", "Гамма")
    places = [other if i == ABSENT else PLACES[i] for i in shown]
    return Answers(
        labels,
        Scores(
            probabilities,
            probabilities.clamp(min=1e-9).log() * 2,
            logits,
            logits * 2,
            torch.tensor(confidence if confidence is not None else [0.9] * len(shown)),
            0.4,
        ),
        torch.tensor(shown),
        torch.tensor([order[place.category] for place in places]),
        tuple(place.city for place in places),
        torch.tensor([0 if i == ABSENT else labels.places[i].photos for i in shown]),
        tuple(Photo(place.id) for place in places),
        tuple(places),
        (),
    )
