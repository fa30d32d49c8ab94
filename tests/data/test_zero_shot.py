from __future__ import annotations

from pathlib import Path

import pytest
import torch

from inference.data.zero_shot import COLLAGE, SINGLE, ZeroShotCollages, ZeroShotError
from tests.backbones.vision_models import save_image_text_model, save_vision_model
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


def test_a_batch_is_answered_as_its_pictures_are_alone(model: Path) -> None:
    asked = ZeroShotCollages.load(str(model), "cpu")
    together = asked.probabilities([view(0), view(1)])
    assert together == pytest.approx(
        [asked.probabilities([view(i)])[0] for i in range(2)], abs=1e-4
    )


def test_pictures_that_are_like_the_words_for_collages_are_collages(model: Path) -> None:
    asked = ZeroShotCollages.load(str(model), "cpu")
    before = asked.probabilities([view(0)])[0]
    swapped = ZeroShotCollages(asked._model, asked._settings, asked._texts.flip(0))
    assert swapped.probabilities([view(0)])[0] == pytest.approx(1 - before, abs=1e-4)


def test_a_missing_model_is_an_error_that_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(ZeroShotError, match="ZERO_SHOT_MODEL") as caught:
        ZeroShotCollages.load(str(tmp_path / "nowhere"), "cpu")
    assert "\n" not in str(caught.value)


def test_a_vision_model_without_words_is_an_error(tmp_path: Path) -> None:
    torch.manual_seed(0)
    save_vision_model("dinov2", tmp_path)
    with pytest.raises(ZeroShotError):
        ZeroShotCollages.load(str(tmp_path), "cpu")
