from __future__ import annotations

from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file, save_file

from inference.backbones import Backbone, BackboneSpec, build
from inference.training.features import PhotoFileError, fingerprint, look_at_photos
from tests.datasets import write_dataset

CPU = torch.device("cpu")


@pytest.fixture
def backbone() -> Backbone:
    torch.manual_seed(0)
    return build(BackboneSpec(architecture="mobilenet_v3_small", view_side=64)).eval()


def test_what_was_embedded_is_read_from_the_cache_and_is_the_same(
    tmp_path: Path, backbone: Backbone
) -> None:
    photos = write_dataset(tmp_path / "data", photos=3).photos
    first = look_at_photos(backbone, photos, CPU, tmp_path / "cache")
    for photo in photos:
        assert photo.path is not None
        photo.path.unlink()
    again = look_at_photos(backbone, photos[::-1], CPU, tmp_path / "cache")
    assert torch.equal(again.looks.flip(0), first.looks)
    assert again.signatures[::-1] == first.signatures


def test_only_photos_that_the_cache_lacks_are_computed(tmp_path: Path, backbone: Backbone) -> None:
    photos = write_dataset(tmp_path / "data", photos=3).photos
    look_at_photos(backbone, photos[:5], CPU, tmp_path / "cache")
    for photo in photos[:5]:
        assert photo.path is not None
        photo.path.unlink()
    found = look_at_photos(backbone, photos, CPU, tmp_path / "cache")
    assert found.looks.shape == (len(photos), 3, backbone.width)
    assert torch.equal(found.looks, found.looks.half().float())


def test_other_weights_have_another_cache(tmp_path: Path, backbone: Backbone) -> None:
    before = fingerprint(backbone)
    with torch.no_grad():
        next(backbone.parameters()).add_(1)
    assert fingerprint(backbone) != before


def test_a_damaged_cache_is_computed_again(tmp_path: Path, backbone: Backbone) -> None:
    photos = write_dataset(tmp_path / "data", photos=1).photos
    first = look_at_photos(backbone, photos, CPU, tmp_path / "cache")
    (file,) = (tmp_path / "cache").iterdir()
    file.write_bytes(file.read_bytes()[:100])
    assert torch.equal(look_at_photos(backbone, photos, CPU, tmp_path / "cache").looks, first.looks)


def test_a_cache_of_another_version_is_computed_again(tmp_path: Path, backbone: Backbone) -> None:
    photos = write_dataset(tmp_path / "data", photos=2).photos
    first = look_at_photos(backbone, photos, CPU, tmp_path / "cache")
    (file,) = (tmp_path / "cache").iterdir()
    stored = load_file(file)
    save_file({**stored, "signatures": stored["signatures"][:, 1:].contiguous()}, file)
    again = look_at_photos(backbone, photos, CPU, tmp_path / "cache")
    assert torch.equal(again.looks, first.looks)
    assert again.signatures == first.signatures


def test_a_missing_or_changed_file_is_named(tmp_path: Path, backbone: Backbone) -> None:
    photos = write_dataset(tmp_path, photos=1).photos
    assert photos[0].path is not None
    photos[0].path.write_bytes(b"no picture")
    with pytest.raises(PhotoFileError, match=photos[0].path.name):
        look_at_photos(backbone, photos, CPU)
    photos[0].path.unlink()
    with pytest.raises(PhotoFileError, match="cannot be read"):
        look_at_photos(backbone, photos, CPU)
