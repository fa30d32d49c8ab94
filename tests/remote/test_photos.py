from __future__ import annotations

import io

import pytest
from PIL import Image, ImageCms, ImageStat

from inference.images import ImageError, ImageLimits, Refusal
from inference.remote.photos import SHORT_SIDE, SMALL, is_bare, make_view
from tests.pictures import encoded, exif_of, jpeg, picture, taken_at

KREMLIN = (55.752, 37.618)


def sent(data: bytes, limits: ImageLimits | None = None) -> bytes:
    return make_view(data, limits or ImageLimits()).data


def opened(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data))


def profile() -> bytes:
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def progressive() -> bytes:
    return encoded(picture(), "JPEG", progressive=True)


@pytest.mark.parametrize("data", [jpeg(), progressive(), encoded(picture(mode="L"), "JPEG")])
def test_a_small_jpeg_without_metadata_is_sent_as_it_is(data: bytes) -> None:
    assert sent(data) is data


@pytest.mark.parametrize(
    "data",
    [
        taken_at(*KREMLIN),
        encoded(picture(), "JPEG", comment=b"my name"),
        encoded(picture(), "JPEG", xmp=b"<x:xmpmeta>my name</x:xmpmeta>"),
        encoded(picture(), "JPEG", icc_profile=profile()),
        jpeg() + b"a film behind the picture",
        jpeg() + jpeg(),
        b"\xff\xd8\xff\xe0\x00\x13JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x01\x01abc" + jpeg()[20:],
        encoded(picture(), "PNG"),
        encoded(picture(), "WEBP", exif=exif_of(*KREMLIN)),
        encoded(picture(), "HEIF", exif=exif_of(*KREMLIN)),
    ],
    ids=["exif", "comment", "xmp", "profile", "film", "second", "thumbnail", "png", "webp", "heif"],
)
def test_nothing_but_the_picture_is_sent(data: bytes) -> None:
    assert not is_bare(data)
    kept = sent(data)
    assert is_bare(kept)
    assert b"my name" not in kept
    with opened(kept) as image:
        assert image.format == "JPEG"
        assert image.size == (640, 480)
        assert image.info.keys() <= {*("jfif", "jfif_version", "jfif_unit", "jfif_density", "dpi")}


def test_a_turned_photo_is_sent_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    with opened(sent(encoded(picture(), "JPEG", exif=exif))) as image:
        assert image.size == (480, 640)
        upper_right = image.crop((300, 20, 460, 300))
        assert ImageStat.Stat(upper_right).mean[0] > 200


def test_a_large_photo_is_sent_small() -> None:
    noise = Image.effect_noise((3000, 2000), 80).convert("RGB")
    data = encoded(noise, "JPEG", quality=95)
    assert len(data) > SMALL
    kept = sent(data)
    assert len(kept) < SMALL
    with opened(kept) as image:
        assert image.size == (960, SHORT_SIDE)


def test_a_panorama_is_bounded_by_its_long_side() -> None:
    with opened(sent(encoded(picture(9000, 300), "PNG"))) as image:
        assert image.size == (2560, 85)


def test_the_position_is_read_when_asked_for_and_stays_here() -> None:
    view = make_view(taken_at(*KREMLIN), ImageLimits(), with_position=True)
    assert view.position == pytest.approx(KREMLIN, abs=1e-4)
    assert make_view(view.data, ImageLimits(), with_position=True).position is None
    assert make_view(taken_at(*KREMLIN), ImageLimits()).position is None


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", Refusal.EMPTY),
        (b"words", Refusal.UNSUPPORTED_FORMAT),
        (jpeg()[:3000], Refusal.TRUNCATED),
        (encoded(picture(10, 10), "PNG"), Refusal.TOO_SMALL),
    ],
)
def test_a_bad_file_is_refused_before_anything_is_sent(data: bytes, code: Refusal) -> None:
    with pytest.raises(ImageError) as caught:
        sent(data)
    assert caught.value.code == code
