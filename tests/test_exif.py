from __future__ import annotations

import pytest
from PIL import ExifTags, Image

from inference.exif import exif_position
from tests.pictures import encoded, exif_of, jpeg, picture, taken_at

PORTO = (41.1496, -8.6109)
GPS = ExifTags.GPS


@pytest.mark.parametrize("file_format", ["JPEG", "PNG", "WEBP", "HEIF"])
def test_the_position_of_a_file_is_read_in_every_format(file_format: str) -> None:
    data = encoded(picture(), file_format, exif=exif_of(*PORTO).tobytes())
    assert exif_position(data) == pytest.approx(PORTO, abs=1e-5)


@pytest.mark.parametrize("position", [(41.1, 8.6), (-33.9, 151.2), (-22.9, -43.2), (56.1, 40.4)])
def test_a_position_has_a_sign_in_each_hemisphere(position: tuple[float, float]) -> None:
    assert exif_position(taken_at(*position)) == pytest.approx(position, abs=1e-5)


def test_a_photo_without_a_position_has_none() -> None:
    assert exif_position(jpeg()) is None


def test_zeros_are_a_camera_that_has_not_found_itself() -> None:
    assert exif_position(taken_at(0, 0)) is None


@pytest.mark.parametrize(
    ("tag", "value"),
    [
        (GPS.GPSLatitude, (91.0, 0.0, 0.0)),
        (GPS.GPSLongitude, (181.0, 0.0, 0.0)),
        (GPS.GPSLatitude, (41.0,)),
        (GPS.GPSLatitudeRef, "X"),
        (GPS.GPSLatitudeRef, ""),
        (GPS.GPSLongitudeRef, "NS"),
    ],
)
def test_nonsense_counts_as_none(tag: int, value: object) -> None:
    exif = exif_of(*PORTO)
    exif[ExifTags.IFD.GPSInfo][tag] = value
    assert exif_position(encoded(picture(), "JPEG", exif=exif)) is None


def test_what_is_no_picture_has_no_position() -> None:
    for data in (b"", b"just a text", taken_at(*PORTO)[:40], b"\xff\xd8\xff" + b"\0" * 100):
        assert exif_position(data) is None


def test_no_pixel_is_unpacked_for_a_position(monkeypatch: pytest.MonkeyPatch) -> None:
    pictures = [
        encoded(picture(), kind, exif=exif_of(*PORTO).tobytes()) for kind in ("JPEG", "PNG")
    ]

    def refuse(*_: object) -> None:
        raise AssertionError("unpacked")

    monkeypatch.setattr(Image.Image, "load", refuse)
    monkeypatch.setattr("PIL.ImageFile.ImageFile.load", refuse)
    for data in pictures:
        assert exif_position(data) == pytest.approx(PORTO, abs=1e-5)
