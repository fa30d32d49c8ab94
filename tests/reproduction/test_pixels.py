from __future__ import annotations

import dataclasses
import tempfile
from pathlib import Path
from types import SimpleNamespace

import pytest
import torch

from inference.data.dataset import Dataset
from inference.reproduction.pixels import Pixels, SpaceError
from inference.training.features import PhotoFileError


def test_photos_are_squashed_into_squares(dataset: Dataset) -> None:
    pixels = Pixels(dataset.photos, 48)[torch.tensor([4, 0])]
    assert (pixels.shape, pixels.dtype) == ((2, 3, 48, 48), torch.uint8)
    assert not torch.equal(pixels[0], pixels[1])


def test_beyond_the_limit_they_lie_in_a_file_and_are_the_same(
    dataset: Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    everything = torch.arange(len(dataset.photos))
    kept, written = Pixels(dataset.photos, 48), Pixels(dataset.photos, 48, memory=1000)
    assert (kept.on_disk, written.on_disk) == (False, True)
    assert torch.equal(kept[everything], written[everything])
    assert list(tmp_path.iterdir()) == []  # nothing stays behind


def test_a_disk_without_room_is_one_sentence(
    dataset: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shutil.disk_usage", lambda folder: SimpleNamespace(free=1000))
    with pytest.raises(SpaceError, match="has no room for"):
        Pixels(dataset.photos, 48, memory=1000)


def test_a_missing_photo_is_one_sentence(dataset: Dataset) -> None:
    missing = dataclasses.replace(dataset.photos[0], path=dataset.folder / "photos" / "none.jpg")
    with pytest.raises(PhotoFileError, match="cannot be read"):
        Pixels([missing], 48)
