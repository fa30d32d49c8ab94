from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from PIL import Image, ImageStat

from inference.data import zero_shot_pass
from inference.data.checking import check_photos
from inference.data.photo_check import Checks, PhotoRecord
from inference.data.photo_rows import PhotoRow
from inference.images import ImageLimits
from inference.writing import WorkFolder, resumable_folder
from tests.data.scenes import saved, scene, text_of


class BrightnessModel:
    """In the place of a CLIP: bright pictures are collages, and it counts what it is asked."""

    asked = 0

    @classmethod
    def load(cls, model: str, device: str) -> BrightnessModel:
        assert (model, device) == ("a-model", "cpu")
        return cls()

    def probabilities(self, images: Sequence[Image.Image]) -> list[float]:
        type(self).asked += len(images)
        return [float(ImageStat.Stat(image.convert("L")).mean[0] > 150) for image in images]


@pytest.fixture
def model(monkeypatch: pytest.MonkeyPatch) -> type[BrightnessModel]:
    monkeypatch.setattr(zero_shot_pass, "ZeroShotCollages", BrightnessModel)
    monkeypatch.setattr(BrightnessModel, "asked", 0)
    return BrightnessModel


def find(folder: WorkFolder, *without: str, threshold: float = 0.9) -> list[PhotoRecord]:
    """Twenty photos, of which number 7 and number 13, the same once more, are bright."""
    checks = Checks(
        ImageLimits(), frozenset(without), folder.whole / "photos", folder.work / "samples"
    )
    pictures = [scene(1 if i in (7, 13) else i + 2) for i in range(20)]
    for i in (7, 13):
        pictures[i] = pictures[i].point(lambda v: 170 + v // 4)
    rows = [
        PhotoRow("x.csv", i, "Башня", i, "a", encoded=text_of(saved(picture)))
        for i, picture in enumerate(pictures)
    ]
    rows.append(PhotoRow("x.csv", 20, "Башня", 20, "a", encoded="not base64"))
    records = [record for _, record in check_photos(rows, checks, workers=1)]
    return zero_shot_pass.find_collages(records, folder, checks, "a-model", threshold, "cpu")


def test_photos_that_the_model_takes_for_collages_are_dropped(
    tmp_path: Path, model: type[BrightnessModel]
) -> None:
    with resumable_folder(tmp_path / "out", "photos.csv") as folder:
        found = find(folder)
        assert [r.row for r in found if r.reason == "collage"] == [7, 13]
        assert found[7].detail == "By words, with a probability of 1.00."
        assert found[20].reason == "broken_base64"
        assert model.asked == 19  # one file under two rows is asked about once


def test_what_it_said_is_not_asked_again(tmp_path: Path, model: type[BrightnessModel]) -> None:
    with resumable_folder(tmp_path / "out", "photos.csv") as folder:
        first = find(folder)
        asked = model.asked
        assert find(folder) == first
        assert model.asked == asked


def test_turned_off_it_flags(tmp_path: Path, model: type[BrightnessModel]) -> None:
    with resumable_folder(tmp_path / "out", "photos.csv") as folder:
        found = find(folder, "collage")
        assert [r.row for r in found if "collage" in r.faults] == [7, 13]
        assert {r.reason for r in found[:20]} == {""}
