from __future__ import annotations

import io
import random
import struct
import warnings
import zlib
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import pytest
from PIL import Image, ImageFile

from inference.images import MIB, ImageError, ImageLimits, Refusal, check, check_size, decode
from tests.pictures import encoded, jpeg, picture

LIMITS = ImageLimits()


def refusal(data: bytes, limits: ImageLimits = LIMITS) -> Refusal:
    with pytest.raises(ImageError) as caught:
        decode(data, limits, 256)
    assert str(caught.value).endswith(".")
    return caught.value.code


def is_light(image: Image.Image, x: float, y: float) -> bool:
    pixel = image.getpixel((int(x * (image.width - 1)), int(y * (image.height - 1))))
    assert isinstance(pixel, tuple)
    return pixel[0] > 150


def png_header(width: int, height: int) -> bytes:
    def chunk(kind: bytes, body: bytes) -> bytes:
        return (
            struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        )

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    data = chunk(b"IDAT", zlib.compress(b"\0" * 1000))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + data + chunk(b"IEND", b"")


@pytest.mark.parametrize("file_format", ["JPEG", "PNG", "WEBP", "HEIF"])
def test_the_four_formats_become_rgb(file_format: str) -> None:
    image = decode(encoded(picture(), file_format), LIMITS, 256)
    assert image.mode == "RGB"
    assert image.width / image.height == pytest.approx(4 / 3, rel=0.02)
    assert is_light(image, 0.1, 0.1)
    assert not is_light(image, 0.9, 0.9)


@pytest.mark.parametrize("mode", ["L", "LA", "P", "RGBA", "1", "I;16"])
def test_every_kind_of_png_becomes_rgb(mode: str) -> None:
    source = picture().convert("I").point(lambda v: v * 256).convert("I;16")
    image = decode(encoded(source if mode == "I;16" else picture(mode=mode), "PNG"), LIMITS, 256)
    assert image.mode == "RGB"
    assert is_light(image, 0.1, 0.1)
    assert not is_light(image, 0.9, 0.9)


def test_what_is_transparent_becomes_white() -> None:
    image = decode(encoded(Image.new("RGBA", (300, 300), (0, 0, 0, 0)), "PNG"), LIMITS, 256)
    assert image.getpixel((5, 5)) == (255, 255, 255)


@pytest.mark.parametrize("file_format", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize(
    ("orientation", "light"), [(1, (0, 0)), (3, (1, 1)), (6, (1, 0)), (8, (0, 1))]
)
def test_a_photo_is_turned_upright(
    file_format: str, orientation: int, light: tuple[int, int]
) -> None:
    source = picture()
    exif = source.getexif()
    exif[0x0112] = orientation
    image = decode(encoded(source, file_format, exif=exif), LIMITS, 128)
    corners = [(x, y) for x in (0, 1) for y in (0, 1) if is_light(image, x, y)]
    assert corners == [light]


def test_a_heic_of_a_turned_phone_is_upright() -> None:
    source = picture()
    exif = source.getexif()
    exif[0x0112] = 6
    image = decode(encoded(source, "HEIF", exif=exif.tobytes()), LIMITS, 128)
    assert image.height > image.width
    assert is_light(image, 1, 0)


@pytest.mark.parametrize("file_format", ["JPEG", "PNG", "HEIF"])
def test_a_large_photo_is_scaled_down_but_not_below_the_side_asked_for(file_format: str) -> None:
    image = decode(encoded(picture(4000, 3000), file_format), LIMITS, 288)
    assert 288 <= min(image.size) < 2 * 288 + 8


def test_a_small_photo_keeps_its_size() -> None:
    assert decode(jpeg(200, 150), LIMITS, 288).size == (200, 150)


def test_a_multi_picture_jpeg_of_a_phone_is_taken_by_its_first_frame() -> None:
    frames = [picture(), picture().rotate(180)]
    data = encoded(frames[0], "MPO", save_all=True, append_images=frames[1:])
    assert is_light(decode(data, LIMITS, 256), 0, 0)


def test_an_empty_file_is_refused() -> None:
    assert refusal(b"") is Refusal.EMPTY


@pytest.mark.parametrize(
    "data",
    [
        b"just a text file with a .jpg name" * 50,
        b"%PDF-1.7 " + b"x" * 500,
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"PK\x03\x04" + b"\0" * 500,
        b"\xff\xd8",
        bytes(range(256)) * 8,
    ],
)
def test_what_is_no_picture_is_refused(data: bytes) -> None:
    assert refusal(data) in (Refusal.UNSUPPORTED_FORMAT, Refusal.TRUNCATED)


@pytest.mark.parametrize("file_format", ["GIF", "BMP", "TIFF", "ICO", "PPM"])
def test_other_formats_are_refused(file_format: str) -> None:
    assert refusal(encoded(picture(64, 64), file_format)) is Refusal.UNSUPPORTED_FORMAT


@pytest.mark.parametrize("file_format", ["PNG", "WEBP"])
def test_animations_are_refused(file_format: str) -> None:
    frames = [picture(64, 64), picture(64, 64).rotate(90)]
    data = encoded(frames[0], file_format, save_all=True, append_images=frames[1:], duration=50)
    assert refusal(data) is Refusal.ANIMATED


@pytest.mark.parametrize("file_format", ["JPEG", "PNG", "WEBP", "HEIF"])
@pytest.mark.parametrize("kept", [0.1, 0.5, 0.9])
def test_a_truncated_file_is_refused(file_format: str, kept: float) -> None:
    noise = Image.effect_noise((600, 400), 90).convert("RGB")
    data = encoded(noise, file_format)
    code = refusal(data[: int(len(data) * kept)])
    assert code in (Refusal.TRUNCATED, Refusal.BROKEN, Refusal.UNSUPPORTED_FORMAT)


def test_a_decompression_bomb_is_refused_by_its_header() -> None:
    assert refusal(png_header(6000, 7000)) is Refusal.TOO_MANY_PIXELS
    assert refusal(png_header(30_000, 30_000)) is Refusal.TOO_MANY_PIXELS
    assert refusal(png_header(65_000, 16)) is Refusal.SIDE_TOO_LONG


def test_a_png_that_lies_about_its_size_is_refused() -> None:
    assert refusal(png_header(2000, 2000)) in (Refusal.TRUNCATED, Refusal.BROKEN)


def test_a_speck_is_refused() -> None:
    assert refusal(encoded(picture(4, 400), "PNG")) is Refusal.TOO_SMALL


def test_limits_are_settings() -> None:
    data = jpeg(640, 480)
    assert refusal(data, ImageLimits(max_bytes=100)) is Refusal.TOO_LARGE
    assert refusal(data, ImageLimits(max_pixels=640 * 480 - 1)) is Refusal.TOO_MANY_PIXELS
    assert refusal(data, ImageLimits(max_side=639)) is Refusal.SIDE_TOO_LONG
    assert decode(data, ImageLimits(len(data), 640 * 480, 640), 256).size == (640, 480)


def test_what_would_unpack_to_too_much_memory_is_refused() -> None:
    progressive = encoded(picture(3000, 2000), "JPEG", progressive=True, subsampling=0)
    assert decode(progressive, LIMITS, 256).width >= 256
    tight = ImageLimits(max_memory=30 * MIB)
    assert refusal(progressive, tight) is Refusal.TOO_MUCH_MEMORY


def test_a_file_can_be_refused_by_its_size_alone() -> None:
    check_size(LIMITS.max_bytes, LIMITS)
    with pytest.raises(ImageError, match="larger than 20 MB"):
        check_size(LIMITS.max_bytes + 1, LIMITS)


def test_corrupted_bytes_anywhere_are_refused_or_decoded_but_never_crash() -> None:
    for file_format in ("JPEG", "PNG", "WEBP", "HEIF"):
        data = bytearray(encoded(picture(120, 90), file_format))
        for position in range(0, len(data), max(1, len(data) // 60)):
            damaged = bytearray(data)
            damaged[position] ^= 0xFF
            with suppress(ImageError):
                assert decode(bytes(damaged), LIMITS, 64).mode == "RGB"


def test_odd_metadata_refuses_no_photo() -> None:
    exif = Image.Exif()
    exif[0x0112] = 77
    exif[0x010E] = "описание"
    assert decode(encoded(picture(), "JPEG", exif=exif), LIMITS, 256).size == (640, 480)


def test_a_flat_photo_is_not_taken_for_a_cut_one() -> None:
    flat = Image.new("RGB", (3000, 2000), (90, 90, 90))
    for subsampling in (0, 2):
        data = encoded(flat, "JPEG", optimize=True, quality=5, subsampling=subsampling)
        assert decode(data, LIMITS, 256).mode == "RGB"


def exif_block(*entries: tuple[int, int, int, bytes]) -> bytes:
    """An EXIF block of one directory: tag, type, count and the four bytes of the value."""
    body = b"".join(struct.pack("<HHI4s", *entry) for entry in entries)
    return b"Exif\0\0II*\0\x08\0\0\0" + struct.pack("<H", len(entries)) + body + b"\0\0\0\0"


ASCII, SHORT, LONG, SLONG = 2, 3, 4, 9
TURNED = (0x0112, SHORT, 1, b"\x06\0\0\0")


@pytest.mark.parametrize(
    "odd",
    [
        (0x011A, ASCII, 4, b"72d\0"),  # XResolution as text
        (0x0100, ASCII, 4, b"abc\0"),  # ImageWidth as text
        (0x0100, SLONG, 1, b"\xff\xff\xff\xff"),  # a negative width
        (0x8769, LONG, 1, b"\xff\xff\xff\x7f"),  # a pointer to nowhere
        (0x010E, ASCII, 2**31, b"\0\0\0\x10"),  # a text of two gigabytes
        (0x0132, 77, 1, b"\0\0\0\0"),  # a type that does not exist
    ],
)
def test_exif_that_makes_no_sense_refuses_no_photo(odd: tuple[int, int, int, bytes]) -> None:
    data = encoded(picture(), "JPEG", exif=exif_block(odd, TURNED))
    assert set(decode(data, LIMITS, 256).size) == {640, 480}


def test_random_exif_refuses_no_photo() -> None:
    noise = random.Random(3)  # noqa: S311  # only needs to be the same in every run
    sound = picture().getexif()
    sound[0x0112] = 6
    block = sound.tobytes()
    for _ in range(200):
        damaged = bytearray(block)
        for _ in range(3):
            damaged[noise.randrange(6, len(damaged))] = noise.randrange(256)
        data = encoded(picture(), "JPEG", exif=bytes(damaged))
        assert decode(data, LIMITS, 256).mode == "RGB"


@pytest.mark.parametrize("interlaced", [False, True])
@pytest.mark.parametrize("mode", ["1", "L", "P", "LA", "RGB", "RGBA"])
@pytest.mark.parametrize("size", [(16, 17), (33, 100), (257, 31)])
def test_whole_pngs_of_every_kind_are_taken(
    size: tuple[int, int], mode: str, interlaced: bool
) -> None:
    data = encoded(picture(*size, mode=mode), "PNG", interlace=interlaced)
    assert decode(data, LIMITS, 16).mode == "RGB"


def test_decoding_in_threads_leaves_the_warnings_filters_alone() -> None:
    before = list(warnings.filters)
    data = jpeg()
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: decode(data, LIMITS, 256), range(100)))
    assert list(warnings.filters) == before


def test_a_phone_may_append_whatever_it_likes_to_a_jpeg() -> None:
    progressive = encoded(picture(), "JPEG", progressive=True)
    tail = random.Random(5).randbytes(200_000) + b"\xff\xda" * 500  # noqa: S311  # as above
    assert decode(progressive + tail, LIMITS, 256).size == (640, 480)


def test_a_jpeg_in_several_scans_is_bounded_by_its_coefficients() -> None:
    progressive = encoded(picture(), "JPEG", progressive=True, subsampling=0)
    size = 640 * 480 * 3 * 2
    assert decode(progressive, ImageLimits(max_coefficients=size), 256)
    assert refusal(progressive, ImageLimits(max_coefficients=size - 1)) is Refusal.TOO_MUCH_MEMORY
    assert decode(jpeg(), ImageLimits(max_coefficients=1), 256)


def test_text_in_a_png_refuses_no_photo() -> None:
    data = encoded(picture(), "PNG")
    body = b"zTXta\0\0" + zlib.compress(b"x" * 5_000_000)
    text = struct.pack(">I", len(body) - 4) + body + struct.pack(">I", zlib.crc32(body))
    for at in (33, len(data) - 12):  # after the header, and before the end
        assert decode(data[:at] + text + data[at:], LIMITS, 256).size == (640, 480)


@pytest.mark.parametrize("interlaced", [False, True])
@pytest.mark.parametrize("kept", [0.3, 0.999])
def test_a_png_whose_rows_end_early_is_cut_off(kept: float, interlaced: bool) -> None:
    data = encoded(Image.effect_noise((300, 200), 90), "PNG", interlace=interlaced)
    start = data.index(b"IDAT")
    length = int.from_bytes(data[start - 4 : start], "big")
    rows = zlib.decompress(data[start + 4 : start + 4 + length])
    body = b"IDAT" + zlib.compress(rows[: int(len(rows) * kept)])
    chunk = struct.pack(">I", len(body) - 4) + body + struct.pack(">I", zlib.crc32(body))
    assert refusal(data[: start - 4] + chunk + data[-12:]) is Refusal.TRUNCATED


@pytest.mark.parametrize("file_format", ["JPEG", "PNG", "WEBP", "HEIF"])
def test_checking_unpacks_nothing_and_leads_to_the_same_picture(
    file_format: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unpack(self: ImageFile.ImageFile) -> None:
        raise AssertionError("unpacked")

    data = encoded(picture(), file_format)
    with monkeypatch.context() as patch:
        patch.setattr(type(Image.open(io.BytesIO(data))), "load", unpack)
        checked = check(data, LIMITS, 100)
        assert checked.size == (640, 480)
        with pytest.raises(ImageError):
            checked.load()
    assert check(data, LIMITS, 100).load().tobytes() == decode(data, LIMITS, 100).tobytes()


def test_checking_refuses_by_every_limit() -> None:
    data = encoded(picture(), "JPEG", progressive=True)
    for limits in (
        ImageLimits(max_bytes=100),
        ImageLimits(max_pixels=1000),
        ImageLimits(max_side=639),
        ImageLimits(min_side=481),
        ImageLimits(max_memory=1000),
        ImageLimits(max_coefficients=1000),
    ):
        with pytest.raises(ImageError) as caught:
            check(data, limits, 100)
        assert caught.value.code is refusal(data, limits)
    with pytest.raises(ImageError):
        check(data[:-100], LIMITS, 100)
