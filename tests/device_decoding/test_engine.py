"""The way of a photo through the engine with JPEGs decoded in batches, on a CPU."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from inference.engine import Engine
from inference.images import ImageError, ImageLimits
from inference.model_files import load_model
from inference.recognition import Recognition
from inference.recognizer import ModelError, Recognizer
from tests.device_decoding import files
from tests.device_decoding.decoders import PillowDecoder
from tests.models import small_catalogue, write_untrained_model
from tests.pictures import encoded, picture
from tests.test_engine import DummySearch


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("models") / "model"
    write_untrained_model(path)
    return path


@pytest.fixture(scope="module")
def by_pillow(folder: Path) -> Recognizer:
    return Recognizer.load(folder, small_catalogue(), "cpu", "torch")


@pytest.fixture(scope="module")
def by_device(folder: Path, by_pillow: Recognizer) -> Recognizer:
    return Recognizer(
        load_model(folder), small_catalogue(), by_pillow.device, decoder=PillowDecoder()
    )


def engine_of(recognizer: Recognizer) -> Engine:
    return Engine(recognizer, DummySearch(), queue_size=32, max_batch=8, decoders=12)


def assert_alike(answer: Recognition, expected: Recognition) -> None:
    assert [g.place for g in answer.places] == [g.place for g in expected.places]
    assert answer.confidence == pytest.approx(expected.confidence, abs=0.02)
    for guess, other in zip(answer.places, expected.places, strict=True):
        assert guess.probability == pytest.approx(other.probability, abs=0.02)


def mixed() -> list[bytes]:
    return [
        files.photo(0),
        encoded(picture(), "PNG"),
        files.turned(6),
        files.without_tables(files.photo(1)),
        files.photo(2, 1000, 700, progressive=True),
        encoded(picture(mode="CMYK"), "JPEG"),
        b"no photo",
        files.turned(8, 300, 200),
    ]


async def test_a_mixed_batch_is_answered_in_order_and_bad_files_fail_alone(
    by_pillow: Recognizer, by_device: Recognizer
) -> None:
    asked = mixed()
    async with engine_of(by_pillow) as engine:
        expected = await asyncio.gather(
            *(engine.recognize(data) for data in asked), return_exceptions=True
        )
    async with engine_of(by_device) as engine:
        answers = await asyncio.gather(
            *(engine.recognize(data) for data in asked), return_exceptions=True
        )
    assert [isinstance(answer, ImageError) for answer in expected] == [
        i in (3, 6) for i in range(8)
    ]
    for answer, other in zip(answers, expected, strict=True):
        if isinstance(other, ImageError):
            assert isinstance(answer, ImageError)
            assert (answer.code, str(answer)) == (other.code, str(other))
        else:
            assert isinstance(answer, Recognition)
            assert isinstance(other, Recognition)
            assert_alike(answer, other)


async def test_an_album_of_both_kinds_is_one_place(
    by_pillow: Recognizer, by_device: Recognizer
) -> None:
    album = [files.photo(0), encoded(picture(), "WEBP"), files.turned(3)]
    answers = []
    for recognizer in (by_pillow, by_device):
        async with engine_of(recognizer) as engine:
            views = await asyncio.gather(*(engine.view(data) for data in album))
            answers.append(await engine.recognize_views(views))
    assert_alike(answers[1], answers[0])


async def test_an_album_s_bad_file_is_refused_when_it_is_made_ready(
    by_device: Recognizer,
) -> None:
    async with engine_of(by_device) as engine:
        with pytest.raises(ImageError):
            await engine.view(files.without_tables(files.photo(1)))


async def test_the_limits_of_the_engine_hold(by_device: Recognizer) -> None:
    limits = ImageLimits(max_pixels=1000)
    async with Engine(by_device, DummySearch(), limits) as engine:
        with pytest.raises(ImageError, match="million pixels"):
            await engine.recognize(files.photo(0))


def test_without_a_decoder_files_are_read_as_before(by_pillow: Recognizer) -> None:
    assert by_pillow.device_photos is None


def test_a_decoder_that_cannot_be_had_is_an_error_of_loading(folder: Path) -> None:
    with pytest.raises(ModelError, match="JPEG_DECODER is nvjpeg, which needs a CUDA GPU"):
        Recognizer.load(folder, small_catalogue(), "cpu", "torch", jpeg_decoder="nvjpeg")
