from __future__ import annotations

import logging

import pytest
import torch

from inference.device_decoding import DecoderError, JpegDecoder, open_decoder
from tests.device_decoding.decoders import PillowDecoder

CPU, CUDA = torch.device("cpu"), torch.device("cuda")


def right(device: torch.device) -> JpegDecoder:
    return PillowDecoder()


def wrong(device: torch.device) -> JpegDecoder:
    return PillowDecoder(lambda pixels: pixels.flip(0))


def missing(device: torch.device) -> JpegDecoder:
    raise ImportError("No module named 'torchvision'")


def broken(device: torch.device) -> JpegDecoder:
    raise RuntimeError("Couldn't load the image extension. Set this and that.\nAnd more.")


def test_on_a_cpu_pillow_decodes_and_nothing_is_tried() -> None:
    for setting in ("auto", "pillow"):
        assert open_decoder(setting, CPU, broken) is None


def test_nvjpeg_on_a_cpu_is_an_error() -> None:
    with pytest.raises(DecoderError, match="JPEG_DECODER is nvjpeg, which needs a CUDA GPU"):
        open_decoder("nvjpeg", CPU, right)


def test_pillow_can_be_chosen_on_a_gpu() -> None:
    assert open_decoder("pillow", CUDA, broken) is None


@pytest.mark.parametrize("setting", ["auto", "nvjpeg"])
def test_a_decoder_that_passes_the_self_check_is_taken(setting: str) -> None:
    assert isinstance(open_decoder(setting, CUDA, right), PillowDecoder)


@pytest.mark.parametrize("make", [wrong, missing, broken])
def test_auto_says_in_one_line_why_pillow_decodes(
    make: type[JpegDecoder], caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO):
        assert open_decoder("auto", CUDA, make) is None
    (line,) = caplog.messages
    assert line.startswith("Pillow decodes the photos, nvJPEG cannot: ")
    assert "\n" not in line


@pytest.mark.parametrize("make", [wrong, missing, broken])
def test_nvjpeg_that_cannot_be_had_is_an_error_in_one_sentence(make: type[JpegDecoder]) -> None:
    with pytest.raises(DecoderError, match=r"cannot be used here \(.*\); use auto") as caught:
        open_decoder("nvjpeg", CUDA, make)
    assert ". " not in str(caught.value)
    assert "\n" not in str(caught.value)


def test_an_unknown_setting_is_an_error() -> None:
    with pytest.raises(DecoderError, match="one of auto, pillow, nvjpeg"):
        open_decoder("turbo", CPU)
