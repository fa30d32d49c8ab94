from __future__ import annotations

import pytest
from PIL import Image

from inference.device_decoding.plain import is_plain
from inference.images import ImageLimits, check
from tests.device_decoding import files
from tests.pictures import encoded, picture

LIMITS = ImageLimits()


def plain(data: bytes, limits: ImageLimits = LIMITS) -> bool:
    return is_plain(check(data, limits, 250), limits)


@pytest.mark.parametrize("subsampling", [0, 1, 2])
@pytest.mark.parametrize("progressive", [False, True])
def test_usual_jpegs_are_plain(subsampling: int, progressive: bool) -> None:
    assert plain(files.photo(0, subsampling=subsampling, progressive=progressive))


def test_grey_and_turned_jpegs_are_plain() -> None:
    assert plain(encoded(picture(mode="L"), "JPEG"))
    assert plain(encoded(picture(mode="L"), "JPEG", progressive=True))
    assert plain(files.turned(6))


@pytest.mark.parametrize("file_format", ["PNG", "WEBP", "HEIF"])
def test_other_formats_are_not(file_format: str) -> None:
    assert not plain(encoded(picture(), file_format))


def test_jpegs_of_other_colours_are_not() -> None:
    assert not plain(encoded(picture(mode="CMYK"), "JPEG"))
    assert not plain(encoded(picture(), "JPEG", keep_rgb=True))


def test_a_jpeg_of_several_pictures_is_not() -> None:
    frames = [picture(), picture().rotate(180)]
    assert not plain(encoded(frames[0], "MPO", save_all=True, append_images=frames[1:]))


def with_frame(data: bytes, at: int, value: int) -> bytes:
    """A byte of a JPEG's frame header changed; 0 is the marker's kind."""
    changed = bytearray(data)
    changed[data.index(b"\xff\xc0\x00\x11") + 1 + at] = value
    return bytes(changed)


def test_sampling_that_the_self_check_has_not_tried_is_not() -> None:
    data = files.photo(0, subsampling=0)
    assert plain(data)
    assert not plain(with_frame(data, 10, 0x12))  # 4:4:0
    assert not plain(with_frame(data, 10, 0x41))  # 4:1:1


def test_extended_frames_and_odd_components_are_not() -> None:
    data = files.photo(0)
    assert plain(data)
    assert not plain(with_frame(data, 0, 0xC1))
    changed = bytearray(with_frame(data, 9, ord("R")))
    scan = changed.index(b"\xff\xda")
    changed[scan + 5] = ord("R")
    assert not plain(bytes(changed))


def test_a_jpeg_without_its_end_is_not() -> None:
    data = files.photo(0)
    assert plain(data + b"whatever a phone appends")
    assert not plain(data[:-2])
    assert not plain(data[: len(data) * 2 // 3])


def test_a_jpeg_whose_full_size_takes_too_much_memory_is_not() -> None:
    data = files.photo(0, 1000, 800)
    size = 1000 * 800 * 4
    assert plain(data, ImageLimits(max_memory=size))
    assert not plain(data, ImageLimits(max_memory=size - 1))
    progressive = files.photo(0, 1000, 800, progressive=True, subsampling=0)
    size += 1000 * 800 * 3 * 2
    assert plain(progressive, ImageLimits(max_memory=size))
    assert not plain(progressive, ImageLimits(max_memory=size - 1))


def test_a_long_panorama_is_not() -> None:
    assert plain(files.photo(0, 2000, 500))
    assert not plain(files.photo(0, 2001, 500))


def test_a_sequential_jpeg_in_several_scans_is_not() -> None:
    data = encoded(Image.new("RGB", (64, 64)), "JPEG")
    first = data.index(b"\xff\xda")
    assert not plain(data[:-2] + data[first:])
