from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from inference.bundled import MODEL
from inference.data.place_conflicts import (
    Conflict,
    Embed,
    best_fit,
    model_embedding,
    most_frequent,
    settle_conflicts,
)
from inference.images import ImageLimits
from tests.data.scenes import photo


def unit(*angles: float) -> NDArray[np.float32]:
    """Unit vectors in a plane, by their angles in degrees."""
    turned = np.radians(angles)
    return np.stack([np.cos(turned), np.sin(turned)], axis=1).astype(np.float32)


@pytest.mark.parametrize(
    ("votes", "place"),
    [
        ({"a": 2, "b": 1}, "a"),
        ({"a": 1, "b": 2}, "b"),
        ({"a": 1, "b": 1}, None),
        ({"a": 3, "b": 2}, None),
        ({"a": 6, "b": 3, "c": 1}, "a"),
    ],
)
def test_a_photo_belongs_where_it_stands_clearly_more_often(
    votes: dict[str, int], place: str | None
) -> None:
    assert most_frequent(votes) == place


def test_it_fits_the_place_of_the_nearest_photos() -> None:
    contested = unit(0)[0]
    near, far = unit(10, 20, 15, 90), unit(60, 70, 80)
    assert best_fit(contested, {"far": far, "near": near}) == "near"
    assert best_fit(contested, {"a": unit(10, 20, 30), "b": unit(12, 20, 28)}) is None
    assert best_fit(contested, {"a": unit(10, 20, 30), "b": unit()}) is None


class Photos:
    """Photos of two places at 0° and 90°, and the contested one, by their file names."""

    angles: tuple[float, ...] = (8, 0, 5, 90, 85, 8)

    def __init__(self) -> None:
        self.asked: list[int] = []

    def load(self) -> Embed:
        def embed(paths: Sequence[Path]) -> NDArray[np.float32]:
            self.asked += [int(path.stem) for path in paths]
            return unit(*(self.angles[int(path.stem)] for path in paths))

        return embed

    def settle(self, *conflicts: Conflict) -> list[str | None]:
        others = {"a": [0, 1, 2], "b": [3, 4, 5]}
        return settle_conflicts(
            conflicts, lambda i: Path(f"{i}.jpg"), lambda place: others[place], self.load
        )


def test_photos_settle_what_counting_does_not() -> None:
    photos = Photos()
    conflict = Conflict((0, 5), (0, 5), 0, {"a": 1, "b": 1})
    assert photos.settle(conflict) == ["a"]
    # The contested photo is compared with the others alone, never with its own copies.
    assert sorted(photos.asked) == [0, 1, 2, 3, 4]


def test_the_model_is_not_loaded_where_counting_suffices() -> None:
    def load() -> Embed:
        raise AssertionError("not needed")

    conflict = Conflict((0, 5), (0, 1, 5), 0, {"a": 2, "b": 1})
    assert settle_conflicts([conflict], lambda i: Path(str(i)), lambda place: [], load) == ["a"]
    assert settle_conflicts([], lambda i: Path(str(i)), lambda place: [], load) == []


def test_the_bundled_model_embeds_photos_as_unit_vectors(tmp_path: Path) -> None:
    for seed in range(3):
        (tmp_path / f"{seed}.jpg").write_bytes(photo(seed))
    (tmp_path / "copy.jpg").write_bytes(photo(0, quality=70))
    embed = model_embedding(MODEL, "cpu", ImageLimits())
    vectors = embed([tmp_path / f"{name}.jpg" for name in ("0", "1", "2", "copy")])
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(np.ones(4), abs=1e-4)
    assert (vectors @ vectors[3]).argmax() == 3
    assert vectors[0] @ vectors[3] > max(vectors[1] @ vectors[3], vectors[2] @ vectors[3])
    assert embed([]).shape == (0, vectors.shape[1])
