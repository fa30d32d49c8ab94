from __future__ import annotations

from pathlib import Path

import pytest
import torch

from inference.backbones import BackboneSpec, build
from inference.backbones.pretrained import BackboneError, load_pretrained
from inference.preprocessing import make_views
from tests.backbones.vision_models import KINDS, MEAN, SIDE, embed, save_vision_model
from tests.models import picture_of


@pytest.mark.parametrize("kind", KINDS)
def test_a_vision_model_on_disk_is_a_backbone_with_its_own_preprocessing(
    kind: str, tmp_path: Path
) -> None:
    save_vision_model(kind, tmp_path)
    backbone = load_pretrained(str(tmp_path), tmp_path)
    assert backbone.spec.view_side == SIDE
    assert list(backbone.spec.mean) == MEAN
    views = torch.stack([make_views(picture_of(i, 0), SIDE) for i in range(2)])
    with torch.inference_mode():
        found = embed(backbone, views)
    assert found.shape == (2, backbone.embedding)
    assert not torch.equal(found[0], found[1])


@pytest.mark.parametrize("kind", KINDS)
def test_the_record_alone_rebuilds_the_model_around_its_weights(kind: str, tmp_path: Path) -> None:
    save_vision_model(kind, tmp_path)
    backbone = load_pretrained(str(tmp_path), tmp_path)
    again = build(BackboneSpec.model_validate_json(backbone.spec.model_dump_json())).eval()
    again.load_state_dict(backbone.state_dict())
    views = torch.stack([make_views(picture_of(0, 0), SIDE)])
    with torch.inference_mode():
        assert torch.equal(embed(backbone, views), embed(again, views))


def test_of_a_model_for_images_and_text_only_the_vision_tower_is_read(tmp_path: Path) -> None:
    whole = save_vision_model("clip", tmp_path)
    backbone = load_pretrained(str(tmp_path), tmp_path)
    pixels = torch.randint(0, 256, (2, 3, SIDE, SIDE), dtype=torch.uint8)
    with torch.inference_mode():
        expected = whole.vision_model(pixel_values=backbone.normalize(pixels)).pooler_output
        assert torch.allclose(backbone.pool(pixels), expected, atol=0.05)
    assert not any("text" in name for name in backbone.state_dict())


def test_a_name_that_is_nothing_is_an_error_of_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(BackboneError, match="is no backbone") as caught:
        load_pretrained(str(tmp_path / "empty"), tmp_path)
    assert "\n" not in str(caught.value)
