from __future__ import annotations

from pathlib import Path

import pytest

from inference.training.material import TrainingError, cross_validated, validated_apart
from tests.datasets import write_dataset
from tests.models import PLACES


def test_every_photo_of_the_splits_named_is_fitted(tmp_path: Path) -> None:
    material = cross_validated(write_dataset(tmp_path, photos=10), ("train", "val"))
    assert len(material.photos) == 3 * 8
    assert not material.validation.any()
    assert {photo.split for photo in material.photos} == {"train", "val"}
    assert set(material.place_ids) == {place.id for place in PLACES}


def test_photos_set_apart_are_looked_at_and_never_fitted(tmp_path: Path) -> None:
    material = validated_apart(write_dataset(tmp_path, photos=10), None, seed=0)
    apart = [p for p, looked in zip(material.photos, material.validation, strict=True) if looked]
    assert {photo.split for photo in apart} == {"val"}
    assert material.counts.tolist() == [6, 6, 6]


def test_the_seed_draws_the_photos_of_each_place(tmp_path: Path) -> None:
    dataset = write_dataset(tmp_path, photos=20)
    drawn = [validated_apart(dataset, 4, seed) for seed in (0, 0, 1)]
    files = [{p.sha256 for p in m.photos if p.split == "train"} for m in drawn]
    assert files[0] == files[1]
    assert files[0] != files[2]
    assert drawn[0].counts.tolist() == [4, 4, 4]


def test_too_little_material_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(TrainingError, match="too few"):
        cross_validated(write_dataset(tmp_path / "one", 20, PLACES[:2]), ("train",))
    with pytest.raises(TrainingError, match="too few"):
        cross_validated(write_dataset(tmp_path / "two", 3), ("train",))


def test_without_photos_to_choose_by_the_way_out_is_said(tmp_path: Path) -> None:
    dataset = write_dataset(tmp_path, photos=10, splits=False)
    with pytest.raises(TrainingError, match="--val-share"):
        validated_apart(dataset, 5, seed=0)
