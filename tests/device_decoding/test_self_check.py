from __future__ import annotations

import io
from collections.abc import Callable, Sequence

import pytest
import torch
from PIL import Image
from PIL.JpegImagePlugin import get_sampling
from torch import Tensor
from torch.nn.functional import avg_pool2d

from inference.device_decoding.base import DecoderError
from inference.device_decoding.self_check import check_decoder
from tests.device_decoding.decoders import PillowDecoder


class RepeatsColours(PillowDecoder):
    """Leaves one colour for all the pixels that share one in the file, as nvJPEG does."""

    def decode(self, files: Sequence[bytes]) -> list[Tensor]:
        return [
            repeated(file, pixels)
            for file, pixels in zip(files, super().decode(files), strict=True)
        ]


def repeated(file: bytes, pixels: Tensor) -> Tensor:
    with Image.open(io.BytesIO(file)) as image:
        down, across = {1: (1, 2), 2: (2, 2)}.get(get_sampling(image), (1, 1))
    bright = (pixels * torch.tensor([0.299, 0.587, 0.114])[:, None, None]).sum(0, keepdim=True)
    coarse = avg_pool2d(pixels - bright, (down, across), ceil_mode=True)
    coarse = coarse.repeat_interleave(down, 1).repeat_interleave(across, 2)
    return (bright + coarse[:, : pixels.shape[1], : pixels.shape[2]]).round().clamp(0, 255).byte()


def test_pillow_s_own_pixels_pass_in_one_batch() -> None:
    decoder = PillowDecoder()
    check_decoder(decoder)
    assert len(decoder.batches) == 1


def test_colours_that_are_repeated_instead_of_interpolated_pass() -> None:
    check_decoder(RepeatsColours())


WRONG: dict[str, Callable[[Tensor], Tensor]] = {
    "blue for red": lambda pixels: pixels.flip(0),
    "a pixel to the right": lambda pixels: pixels.roll(1, 2),
    "a pixel down": lambda pixels: pixels.roll(1, 1),
    "upside down": lambda pixels: pixels.flip(1),
    "too bright": lambda pixels: pixels.clamp(max=252) + 3,
    "the range of television": lambda pixels: (16 + pixels * (219 / 255)).to(torch.uint8),
    "without colour": lambda p: p.float().mean(0, keepdim=True).expand_as(p).to(torch.uint8),
    "turned by EXIF": lambda pixels: pixels.transpose(1, 2),
    "the last rows grey": lambda pixels: torch.cat(
        [pixels[:, :-32], torch.full_like(pixels[:, -32:], 128)], 1
    ),
    "rows and colours in Pillow's order": lambda pixels: pixels.permute(1, 2, 0),
    "numbers from 0 to 1": lambda pixels: pixels / 255,
    "grey as one channel": lambda p: p[:1] if torch.equal(p[0], p[1]) else p,
}


@pytest.mark.parametrize("wrong", WRONG)
def test_a_wrong_decoder_is_refused_in_a_sentence(wrong: str) -> None:
    with pytest.raises(DecoderError, match="JPEG") as caught:
        check_decoder(PillowDecoder(WRONG[wrong]))
    assert "\n" not in str(caught.value)


def test_a_decoder_that_loses_a_picture_is_refused() -> None:
    class Loses(PillowDecoder):
        def decode(self, files: Sequence[bytes]) -> list[Tensor]:
            return super().decode(files)[1:]

    with pytest.raises(DecoderError, match="7 pictures of 8"):
        check_decoder(Loses())
