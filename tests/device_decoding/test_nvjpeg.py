from __future__ import annotations

from pathlib import Path

import pytest
import torch
from torch import Tensor
from torchvision.io import ImageReadMode

from inference.backbones import BackboneSpec
from inference.device_decoding import nvjpeg, open_decoder
from inference.device_decoding.photos import DevicePhotos
from inference.device_decoding.self_check import VIEWS_APART, check_decoder
from inference.images import ImageLimits, decode
from inference.preprocessing import make_views
from inference.recognizer import Recognizer
from tests.device_decoding import files
from tests.device_decoding.decoders import unpacked
from tests.models import small_catalogue, write_untrained_model
from tests.pictures import encoded, picture

NEEDS_GPU = pytest.mark.skipif(not torch.cuda.is_available(), reason="there is no CUDA GPU")
LIMITS = ImageLimits()


def test_torchvision_is_asked_as_it_documents(monkeypatch: pytest.MonkeyPatch) -> None:
    def decode_jpeg(
        data: list[Tensor], *, mode: ImageReadMode, device: torch.device
    ) -> list[Tensor]:
        assert mode is ImageReadMode.RGB
        assert device.type == "cpu"
        assert all(file.dtype == torch.uint8 and file.dim() == 1 for file in data)
        return [unpacked(bytes(file.tolist())) for file in data]

    monkeypatch.setattr(nvjpeg, "decode_jpeg", decode_jpeg)
    check_decoder(nvjpeg.NvjpegDecoder(torch.device("cpu")))


def test_an_error_of_torchvision_is_passed_on(monkeypatch: pytest.MonkeyPatch) -> None:
    def decode_jpeg(*_: object, **__: object) -> list[Tensor]:
        raise RuntimeError("Couldn't load the image extension.")

    monkeypatch.setattr(nvjpeg, "decode_jpeg", decode_jpeg)
    with pytest.raises(RuntimeError, match="extension"):
        nvjpeg.NvjpegDecoder(torch.device("cpu")).decode([files.photo(0)])


@NEEDS_GPU
def test_nvjpeg_passes_the_self_check() -> None:
    assert open_decoder("nvjpeg", torch.device("cuda")) is not None


@NEEDS_GPU
def test_nvjpeg_s_views_are_pillow_s_within_the_bound() -> None:
    spec = BackboneSpec()
    photos = DevicePhotos(nvjpeg.NvjpegDecoder(torch.device("cuda")), spec)
    for data in (files.photo(0), files.turned(6), files.photo(2, 1281, 963, progressive=True)):
        views = photos.read(data, LIMITS)
        assert views.device.type == "cuda"
        expected = make_views(decode(data, LIMITS, spec.input_side), spec.view_side)
        assert (views.cpu().float() - expected.float()).abs().mean() <= VIEWS_APART


@NEEDS_GPU
def test_views_on_the_gpu_and_on_the_cpu_are_answered_in_one_batch(tmp_path: Path) -> None:
    write_untrained_model(tmp_path / "model")
    catalogue = small_catalogue()
    recognizer = Recognizer.load(tmp_path / "model", catalogue, "cuda", jpeg_decoder="nvjpeg")
    assert recognizer.device_photos is not None
    asked = [files.photo(0), encoded(picture(), "PNG"), files.turned(6), files.photo(1)]
    views = [recognizer.device_photos.read(data, LIMITS) for data in asked]
    assert [view.device.type for view in views] == ["cuda", "cpu", "cuda", "cuda"]
    expected = [recognizer.prepare(decode(data, LIMITS, recognizer.input_side)) for data in asked]
    found, right = recognizer.score(views), recognizer.score(expected)
    apart = found.category_probabilities - right.category_probabilities
    assert apart.abs().max() < 0.05
