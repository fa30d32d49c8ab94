from __future__ import annotations

import time
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor

import pytest
import torch
from torch import Tensor

from inference.backbones import BackboneSpec
from inference.device_decoding.photos import DevicePhotos
from inference.device_decoding.self_check import VIEWS_APART
from inference.images import ImageError, ImageLimits, Refusal, decode
from inference.preprocessing import make_views
from tests.device_decoding import files
from tests.device_decoding.decoders import PillowDecoder
from tests.pictures import encoded, picture

LIMITS = ImageLimits()
SPEC = BackboneSpec(view_side=64)


@pytest.fixture
def decoder() -> PillowDecoder:
    return PillowDecoder()


@pytest.fixture
def photos(decoder: PillowDecoder) -> DevicePhotos:
    return DevicePhotos(decoder, SPEC)


def of_pillow(data: bytes) -> Tensor:
    return make_views(decode(data, LIMITS, SPEC.input_side), SPEC.view_side)


def assert_alike(views: Tensor, data: bytes) -> None:
    expected = of_pillow(data)
    assert views.shape == expected.shape
    assert (views.float() - expected.float()).abs().mean() <= VIEWS_APART


def read_together(
    photos: DevicePhotos, decoder: PillowDecoder, asked: Sequence[bytes], jpegs: int
) -> list[Future[Tensor]]:
    """What is asked is read while the device has another photo: its `jpegs` wait together."""
    decoder.gate.clear()
    with ThreadPoolExecutor(len(asked) + 1) as pool:
        pool.submit(photos.read, files.photo(99), LIMITS)
        assert decoder.at_gate.wait(10)
        reading = []
        for data in asked:
            before = photos.queued
            reading.append(pool.submit(photos.read, data, LIMITS))
            until_queued(photos, before + 1, reading[-1])
        assert photos.queued == jpegs
        decoder.gate.set()
    decoder.batches.pop(0)
    return reading


def until_queued(photos: DevicePhotos, count: int, reading: Future[Tensor]) -> None:
    end = time.monotonic() + 10
    while photos.queued < count and not reading.done():
        assert time.monotonic() < end
        time.sleep(0.001)


def test_a_jpeg_alone_is_decoded_at_once(photos: DevicePhotos, decoder: PillowDecoder) -> None:
    data = files.photo(0)
    assert_alike(photos.read(data, LIMITS), data)
    assert decoder.batches == [[data]]


def test_what_waits_is_decoded_in_one_batch_and_each_gets_its_own(
    photos: DevicePhotos, decoder: PillowDecoder
) -> None:
    asked = [files.photo(i, 200 + 10 * i, 180) for i in range(8)]
    answers = read_together(photos, decoder, asked, jpegs=8)
    assert decoder.batches == [asked]
    for answer, data in zip(answers, asked, strict=True):
        assert_alike(answer.result(), data)


def test_a_batch_is_bounded_by_files_and_by_pixels(decoder: PillowDecoder) -> None:
    asked = [files.photo(i, 200, 100) for i in range(5)]
    by_files = DevicePhotos(decoder, SPEC, files_at_once=2)
    read_together(by_files, decoder, asked, jpegs=5)
    assert [len(batch) for batch in decoder.batches] == [2, 2, 1]
    decoder.batches.clear()
    by_pixels = DevicePhotos(decoder, SPEC, pixels_at_once=3 * 200 * 100)
    read_together(by_pixels, decoder, asked, jpegs=5)
    assert [len(batch) for batch in decoder.batches] == [3, 2]


def test_a_photo_larger_than_a_batch_may_be_is_decoded_alone(decoder: PillowDecoder) -> None:
    photos = DevicePhotos(decoder, SPEC, pixels_at_once=100)
    asked = [files.photo(i) for i in range(3)]
    for answer, data in zip(read_together(photos, decoder, asked, jpegs=3), asked, strict=True):
        assert_alike(answer.result(), data)
    assert decoder.batches == [[data] for data in asked]


def test_what_the_device_refuses_pillow_decodes_and_the_others_are_answered(
    photos: DevicePhotos, decoder: PillowDecoder
) -> None:
    asked = [files.photo(i) for i in range(8)]
    decoder.refused = {asked[3], asked[6]}
    answers = read_together(photos, decoder, asked, jpegs=8)
    for i, (answer, data) in enumerate(zip(answers, asked, strict=True)):
        if i in (3, 6):
            assert torch.equal(answer.result(), of_pillow(data))
        else:
            assert_alike(answer.result(), data)


def test_what_nobody_can_decode_fails_alone(photos: DevicePhotos, decoder: PillowDecoder) -> None:
    asked = [files.photo(i) for i in range(6)]
    asked[2] = files.without_tables(asked[2])
    answers = read_together(photos, decoder, asked, jpegs=6)
    for i, (answer, data) in enumerate(zip(answers, asked, strict=True)):
        if i == 2:
            with pytest.raises(ImageError) as caught:
                answer.result()
            assert caught.value.code is Refusal.BROKEN
        else:
            assert_alike(answer.result(), data)


def test_pixels_that_are_not_those_of_the_header_are_not_used() -> None:
    data = files.photo(0)
    for wrong in (lambda p: p[:, 1:], lambda p: p[:1], lambda p: p.float()):
        photos = DevicePhotos(PillowDecoder(wrong), SPEC)
        assert torch.equal(photos.read(data, LIMITS), of_pillow(data))


def test_a_mistake_of_the_decoder_reaches_every_caller_and_the_next_is_answered(
    photos: DevicePhotos, decoder: PillowDecoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = [files.photo(i) for i in range(3)]
    decode = decoder.decode

    def mistaken(files: Sequence[bytes]) -> list[Tensor]:
        decode(files)
        raise TypeError("a mistake")

    monkeypatch.setattr(decoder, "decode", mistaken)
    for answer in read_together(photos, decoder, asked, jpegs=3):
        with pytest.raises(TypeError, match="a mistake"):
            answer.result()
    monkeypatch.undo()
    assert_alike(photos.read(asked[0], LIMITS), asked[0])


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_turned_photo_is_upright(photos: DevicePhotos, orientation: int) -> None:
    data = files.turned(orientation)
    assert_alike(photos.read(data, LIMITS), data)


def test_photos_of_the_device_and_of_pillow_are_read_side_by_side(
    photos: DevicePhotos, decoder: PillowDecoder
) -> None:
    others = [encoded(picture(), "PNG"), encoded(picture(mode="CMYK"), "JPEG"), b"no photo"]
    jpegs = [files.photo(i) for i in range(3)]
    asked = [jpegs[0], others[0], jpegs[1], others[1], others[2], jpegs[2]]
    answers = read_together(photos, decoder, asked, jpegs=3)
    assert decoder.batches == [jpegs]
    for answer, data in zip(answers, asked, strict=True):
        if data == b"no photo":
            assert isinstance(answer.exception(), ImageError)
        elif data in others:
            assert torch.equal(answer.result(), of_pillow(data))
        else:
            assert_alike(answer.result(), data)


@pytest.mark.parametrize(
    ("limits", "code"),
    [
        (ImageLimits(max_bytes=100), Refusal.TOO_LARGE),
        (ImageLimits(max_pixels=384 * 256 - 1), Refusal.TOO_MANY_PIXELS),
        (ImageLimits(max_side=383), Refusal.SIDE_TOO_LONG),
        (ImageLimits(min_side=257), Refusal.TOO_SMALL),
        (ImageLimits(max_memory=1000), Refusal.TOO_MUCH_MEMORY),
        (ImageLimits(max_coefficients=1000), Refusal.TOO_MUCH_MEMORY),
    ],
)
def test_limits_refuse_before_the_device_decodes(
    photos: DevicePhotos, decoder: PillowDecoder, limits: ImageLimits, code: Refusal
) -> None:
    with pytest.raises(ImageError) as caught:
        photos.read(files.photo(0, progressive=True), limits)
    assert caught.value.code is code
    assert decoder.batches == []


def test_a_cut_file_is_refused_as_pillow_refuses_it(
    photos: DevicePhotos, decoder: PillowDecoder
) -> None:
    data = files.photo(0)
    with pytest.raises(ImageError) as caught:
        photos.read(data[: len(data) * 2 // 3], LIMITS)
    assert caught.value.code is Refusal.TRUNCATED
    assert decoder.batches == []


def test_one_look_takes_one_view(decoder: PillowDecoder) -> None:
    photos = DevicePhotos(decoder, BackboneSpec(view_side=64, looks=1))
    assert photos.read(files.photo(0), LIMITS).shape == (1, 3, 64, 64)
    assert photos.read(encoded(picture(), "PNG"), LIMITS).shape == (1, 3, 64, 64)
