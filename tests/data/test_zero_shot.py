from __future__ import annotations

from pathlib import Path

import pytest

from inference.data.zero_shot import COLLAGE, SINGLE, ZeroShotCollages
from inference.image_text import ImageTextError
from tests.backbones.vision_models import save_image_text_model
from tests.data.collages import collage, view


@pytest.fixture(params=["clip", "siglip"])
def model(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    save_image_text_model(request.param, tmp_path, (*COLLAGE, *SINGLE))
    return tmp_path


def test_a_model_on_disk_gives_each_picture_a_probability(model: Path) -> None:
    asked = ZeroShotCollages.load(str(model), "cpu")
    found = asked.probabilities([view(0), collage(2, 2), view(1)])
    assert len(found) == 3
    assert all(0 < probability < 1 for probability in found)
    assert len(set(found)) == 3
    assert asked.probabilities([]) == []


def test_pictures_that_are_like_the_words_for_collages_are_collages(model: Path) -> None:
    asked = ZeroShotCollages.load(str(model), "cpu")
    before = asked.probabilities([view(0)])[0]
    swapped = ZeroShotCollages(asked._model, asked._texts[::-1])
    assert swapped.probabilities([view(0)])[0] == pytest.approx(1 - before, abs=1e-4)


def test_a_missing_model_is_an_error_that_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(ImageTextError, match="IMAGE_TEXT_MODEL"):
        ZeroShotCollages.load(str(tmp_path / "nowhere"), "cpu")
