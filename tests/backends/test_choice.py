from __future__ import annotations

import logging
from pathlib import Path

import pytest
import torch

from inference import backends
from inference.backends import BackendError, available, open_network
from inference.model_files import ModelError
from inference.recognizer import Recognizer
from tests.backends.networks import small_backbone, views_of
from tests.backends.test_openvino_network import Unknown
from tests.models import picture_of, small_catalogue, write_untrained_model

CPU, GPU = torch.device("cpu"), torch.device("cuda")


@pytest.fixture
def without_openvino(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(backends, "find_spec", lambda name: None)


def test_auto_is_openvino_on_a_cpu_where_it_is_installed() -> None:
    assert open_network(small_backbone(), CPU).name == "openvino"
    assert available(CPU) == ("openvino", "torch")


@pytest.mark.usefixtures("without_openvino")
def test_auto_is_torch_where_openvino_is_not_installed() -> None:
    assert open_network(small_backbone(), CPU).name == "torch"
    assert available(CPU) == ("torch",)


def test_torch_is_what_is_asked_for() -> None:
    assert open_network(small_backbone(), CPU, "torch").name == "torch"


def test_a_gpu_has_torch_alone() -> None:
    assert available(GPU) == ("torch",)


@pytest.mark.usefixtures("without_openvino")
def test_openvino_that_is_asked_for_and_missing_is_an_error() -> None:
    with pytest.raises(BackendError, match="not installed; run pip install openvino"):
        open_network(small_backbone(), CPU, "openvino")


def test_openvino_on_a_gpu_is_an_error() -> None:
    with pytest.raises(BackendError, match="DEVICE=cpu"):
        open_network(small_backbone(), GPU, "openvino")


def test_an_unknown_backend_is_an_error() -> None:
    with pytest.raises(BackendError, match=r"'onnx'.*auto, torch, openvino"):
        open_network(small_backbone(), CPU, "onnx")


def test_torch_answers_what_openvino_cannot_and_the_log_says_so(
    caplog: pytest.LogCaptureFixture,
) -> None:
    unknown = Unknown(small_backbone().spec)
    unknown.eval()
    network = open_network(unknown, CPU)
    assert network.name == "torch"
    assert network.look(views_of(1)).shape[:2] == (1, 1)
    assert [record.levelno for record in caplog.records] == [logging.WARNING]
    assert "cannot convert" in caplog.text
    with pytest.raises(BackendError, match="cannot convert"):
        open_network(unknown, CPU, "openvino")


def test_a_recognizer_answers_alike_with_either_backend(tmp_path: Path) -> None:
    write_untrained_model(tmp_path / "model")
    catalogue, cache = small_catalogue(), tmp_path / "cache"
    by_torch = Recognizer.load(tmp_path / "model", catalogue, "cpu", "torch")
    by_openvino = Recognizer.load(tmp_path / "model", catalogue, "cpu", "openvino", cache)
    assert (by_torch.backend, by_openvino.backend) == ("torch", "openvino")
    inputs = [by_torch.prepare(picture_of(place, 0)) for place in range(3)]
    one, other = by_torch.score(inputs), by_openvino.score(inputs)
    shares = one.place_logits.softmax(1), other.place_logits.softmax(1)
    assert torch.allclose(*shares, atol=0.05)
    assert list(cache.iterdir())


@pytest.mark.usefixtures("without_openvino")
def test_a_recognizer_without_its_backend_is_an_error(tmp_path: Path) -> None:
    write_untrained_model(tmp_path / "model")
    with pytest.raises(ModelError, match="not installed"):
        Recognizer.load(tmp_path / "model", small_catalogue(), "cpu", "openvino")
