from __future__ import annotations

from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file

from inference.backbones.pretrained import BackboneError, load_pretrained
from inference.weights import WeightsError, weights_file
from tests.models import write_untrained_weights


def test_the_backbone_takes_the_weights_of_the_folder(tmp_path: Path) -> None:
    write_untrained_weights(tmp_path)
    backbone = load_pretrained("mobilenet_v2", tmp_path)
    expected = load_file(weights_file(tmp_path, "mobilenet_v2"))["features.18.0.weight"]
    assert torch.equal(backbone.state_dict()["features.18.0.weight"], expected)
    assert "BSD-3-Clause" in backbone.spec.licence


def test_what_the_folder_lacks_is_fetched_and_said_when_it_cannot_be(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(tmp_path))
    with pytest.raises(WeightsError, match="pip could not download"):
        load_pretrained("mobilenet_v2", tmp_path)


def test_damaged_weights_are_an_error(tmp_path: Path) -> None:
    weights_file(tmp_path, "mobilenet_v2").write_bytes(b"rubbish")
    with pytest.raises(BackboneError, match="damaged"):
        load_pretrained("mobilenet_v2", tmp_path)
