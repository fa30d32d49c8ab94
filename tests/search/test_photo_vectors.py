from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from inference.catalogue import Photo
from inference.images import ImageLimits, decode
from inference.search import photo_vectors
from inference.search.photo_cache import PROBE
from inference.search.photo_vectors import PhotoVectors, embed_photos
from tests.search.colours import ColourModel, save_photo

TEXTS = ("фото", "a photo")
PROBES = 1  # the fixed picture that a model is shown whenever there is a cache


@pytest.fixture
def photos(tmp_path: Path) -> list[Photo]:
    return [Photo("a", save_photo(tmp_path / f"{i}.png", c)) for i, c in enumerate(("red", "blue"))]


def embed(photos: Sequence[Photo], model: ColourModel, cache: Path | None) -> PhotoVectors:
    return embed_photos(photos, TEXTS, model, cache, ImageLimits(), progress=False)


def looked_at(photos: Sequence[Photo], cache: Path, model: ColourModel | None = None) -> int:
    """How many photos a model that starts anew has to look at."""
    model = model or ColourModel()
    embed(photos, model, cache)
    return model.looked_at - PROBES


def cached_files(cache: Path) -> list[str]:
    return sorted(path.name for path in cache.rglob("*") if path.is_file())


def test_vectors_are_those_of_the_model(photos: list[Photo]) -> None:
    found = embed(photos, ColourModel(), None)
    files = [Path(photo.path or "").read_bytes() for photo in photos]
    expected = ColourModel().embed_photos(
        [decode(file, ImageLimits(), ColourModel.side) for file in files]
    )
    assert np.allclose(found.vectors, expected)
    assert found.numbers.tolist() == [0, 1]
    assert np.allclose(found.background, ColourModel().embed_texts(TEXTS))


def test_a_restart_looks_at_no_photo_again(photos: list[Photo], tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    assert looked_at(photos, cache) == 2
    assert looked_at(photos, cache) == 0
    assert cached_files(cache) == ["manifest.json", "vectors.npy"]
    cached, anew = embed(photos, ColourModel(), cache), embed(photos, ColourModel(), None)
    assert np.array_equal(cached.vectors, anew.vectors)
    assert np.array_equal(cached.background, anew.background)


def test_a_restart_reads_no_text_again_but_those_that_are_new(
    photos: list[Photo], tmp_path: Path
) -> None:
    class Reading(ColourModel):
        def embed_texts(self, texts: Sequence[str]) -> NDArray[np.float32]:
            read.extend(texts)
            return super().embed_texts(texts)

    read: list[str] = []
    for texts in (TEXTS, TEXTS, (*TEXTS, "карта")):
        embed_photos(photos, texts, Reading(), tmp_path / "cache", ImageLimits(), progress=False)
    assert read == [*TEXTS, "карта"]


def test_one_added_place_is_looked_at_alone(photos: list[Photo], tmp_path: Path) -> None:
    looked_at(photos, tmp_path / "cache")
    added = Photo("b", save_photo(tmp_path / "b.png", "green"))
    assert looked_at([added, *photos], tmp_path / "cache") == 1
    assert looked_at([*photos, added], tmp_path / "cache") == 0


def test_what_left_the_catalogue_may_come_back(photos: list[Photo], tmp_path: Path) -> None:
    looked_at(photos, tmp_path / "cache")
    added = Photo("b", save_photo(tmp_path / "b.png", "green"))
    looked_at([added], tmp_path / "cache")
    assert looked_at([*photos, added], tmp_path / "cache") == 0


def test_a_photo_that_changed_is_looked_at_again(photos: list[Photo], tmp_path: Path) -> None:
    looked_at(photos, tmp_path / "cache")
    save_photo(photos[0].path or Path(), "yellow", "red")
    assert looked_at(photos, tmp_path / "cache") == 1


def test_a_photo_known_by_its_hash_may_move(tmp_path: Path) -> None:
    before = Photo("a", save_photo(tmp_path / "one.png", "red"), sha256="ab" * 32)
    looked_at([before], tmp_path / "cache")
    after = Photo("a", save_photo(tmp_path / "two.png", "red"), sha256="ab" * 32)
    assert looked_at([after], tmp_path / "cache") == 0


def test_cache_and_photos_may_move_together(tmp_path: Path) -> None:
    photo = save_photo(tmp_path / "here" / "photos" / "one.png", "red")
    looked_at([Photo("a", photo)], tmp_path / "here" / "cache")
    (tmp_path / "here").rename(tmp_path / "there")
    moved = Photo("a", tmp_path / "there" / "photos" / "one.png")
    assert looked_at([moved], tmp_path / "there" / "cache") == 0


def test_one_file_of_two_places_is_looked_at_once(tmp_path: Path) -> None:
    path = save_photo(tmp_path / "one.png", "red")
    same = [Photo("a", path, sha256="ab" * 32), Photo("b", path, sha256="ab" * 32)]
    assert looked_at(same, tmp_path / "cache") == 1
    assert embed(same, ColourModel(), tmp_path / "cache").numbers.tolist() == [0, 1]


def test_another_model_keeps_its_own(photos: list[Photo], tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    looked_at(photos, cache)
    assert looked_at(photos, cache, ColourModel("another/colours")) == 2
    assert looked_at(photos, cache) == 0


def test_a_model_exchanged_under_its_name_is_told(photos: list[Photo], tmp_path: Path) -> None:
    looked_at(photos, tmp_path / "cache")
    assert looked_at(photos, tmp_path / "cache", ColourModel(turned=True)) == 2


@pytest.mark.parametrize("name", ["manifest.json", "vectors.npy"])
@pytest.mark.parametrize("content", [b"", b"{}", b"\x93NUMPY", b"\xff" * 99])
def test_a_damaged_cache_is_computed_again(
    photos: list[Photo], tmp_path: Path, name: str, content: bytes
) -> None:
    cache = tmp_path / "cache"
    looked_at(photos, cache)
    next(cache.rglob(name)).write_bytes(content)
    assert looked_at(photos, cache) == 2
    assert looked_at(photos, cache) == 0


def test_a_manifest_of_another_length_is_not_believed(photos: list[Photo], tmp_path: Path) -> None:
    looked_at(photos, tmp_path / "cache")
    path = next((tmp_path / "cache").rglob("manifest.json"))
    manifest = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps(manifest | {"rows": manifest["rows"][:1]}), encoding="utf-8")
    assert looked_at(photos, tmp_path / "cache") == 2


def test_an_interruption_costs_what_came_after_the_last_saving(
    photos: list[Photo], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Interrupted(ColourModel):
        def embed_photos(self, images: Sequence[Image.Image]) -> NDArray[np.float32]:
            if self.looked_at > PROBES + 1:
                raise KeyboardInterrupt
            return super().embed_photos(images)

    monkeypatch.setattr(photo_vectors, "_BATCH", 1)
    monkeypatch.setattr(photo_vectors, "_SAVE_SECONDS", 0.0)
    more = [*photos, Photo("b", save_photo(tmp_path / "b.png", "green"))]
    with pytest.raises(KeyboardInterrupt):
        embed(more, Interrupted(), tmp_path / "cache")
    assert looked_at(more, tmp_path / "cache") == 1


def test_a_disk_that_takes_nothing_costs_a_warning(
    photos: list[Photo], tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "cache").write_bytes(b"a file where the folder should be")
    assert len(embed(photos, ColourModel(), tmp_path / "cache").vectors) == 2
    assert len(caplog.messages) == 1
    assert "cannot be kept" in caplog.messages[0]


def test_photos_beyond_the_limits_are_left_out_in_one_line(
    photos: list[Photo], tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    large = Photo("b", tmp_path / "large.png")
    Image.new("RGB", (400, 400), "red").save(large.path or "")
    with caplog.at_level(logging.WARNING):
        found = embed_photos(
            [large, *photos],
            TEXTS,
            ColourModel(),
            None,
            ImageLimits(max_pixels=10_000),
            progress=False,
        )
    assert found.numbers.tolist() == [1, 2]
    assert len(caplog.messages) == 1
    assert "1 of 3 photos" in caplog.messages[0]


def test_no_photos_are_no_vectors(tmp_path: Path) -> None:
    found = embed([], ColourModel(), tmp_path / "cache")
    assert found.vectors.shape == (0, ColourModel.dim)


def test_the_bar_is_shown_only_where_there_is_something_to_look_at(
    photos: list[Photo], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for shown in (True, False):
        embed_photos(photos, TEXTS, ColourModel(), tmp_path / "cache", ImageLimits(), progress=True)
        assert ("looking at photos" in capsys.readouterr().err) is shown


def test_the_fixed_picture_stays_as_it_is() -> None:
    # Another picture would throw away everybody's cache.
    assert hashlib.sha256(PROBE.tobytes()).hexdigest()[:16] == "5597e3835aa1dd14"
