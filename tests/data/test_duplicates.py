from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageEnhance, ImageOps

from inference.data.duplicates import (
    SIGNATURE_BYTES,
    groups,
    same_picture,
    same_scene,
    signature,
)
from tests.data.collages import saved_as_jpeg, view


def marked(image: Image.Image) -> Image.Image:
    copy = image.copy()
    ImageDraw.Draw(copy).rectangle((300, 310, 470, 345), fill="white")
    return copy


COPIES: dict[str, Callable[[Image.Image], Image.Image]] = {
    "the same file": lambda image: image,
    "recompressed": lambda image: saved_as_jpeg(image, 30),
    "a quarter of the size": lambda image: image.resize((120, 90)),
    "twice the size": lambda image: image.resize((960, 720)),
    "lightened": lambda image: ImageEnhance.Brightness(image).enhance(1.3),
    "more contrast": lambda image: ImageEnhance.Contrast(image).enhance(1.4),
    "without colours": lambda image: image.convert("L").convert("RGB"),
    "with a mark": marked,
    "cropped a little": lambda image: image.crop((5, 4, 476, 356)),
    "turned a little": lambda image: image.rotate(0.5, Image.Resampling.BICUBIC),
}


@pytest.mark.parametrize("kind", COPIES)
def test_copies_of_a_photo_are_found(kind: str) -> None:
    found = 0
    for seed in range(10):
        original = view(seed)
        found += same_picture([signature(original), signature(COPIES[kind](original))]) == [(0, 1)]
    assert found >= 9


def test_different_photos_are_no_copies() -> None:
    assert same_picture([signature(view(seed)) for seed in range(60)]) == []


def test_a_mirror_image_is_the_same_scene_and_no_copy_to_drop() -> None:
    signatures = [signature(view(7)), signature(ImageOps.mirror(view(7))), signature(view(8))]
    assert same_picture(signatures) == []
    assert same_scene(signatures) == [(0, 1)]


def test_every_copy_is_the_same_scene_as_well() -> None:
    signatures = [signature(COPIES[kind](view(seed))) for seed in range(3) for kind in COPIES]
    assert set(same_picture(signatures)) <= set(same_scene(signatures))


def test_the_search_finds_what_comparing_each_with_each_finds() -> None:
    random = np.random.default_rng(0)
    base = random.integers(0, 256, (40, SIGNATURE_BYTES), dtype=np.uint8)
    noisy = base.copy()
    noisy[:, 0] ^= random.integers(0, 256, 40, dtype=np.uint8)  # up to eight bits
    signatures = [row.tobytes() for row in (*base, *noisy)]
    bits = np.unpackbits(np.array([list(s[:32]) for s in signatures], dtype=np.uint8), axis=1)
    distances = (bits[:, None] != bits[None]).sum(2)
    expected = {(i, j) for i in range(80) for j in range(i + 1, 80) if distances[i, j] <= 24}
    assert set(same_picture(signatures)) == expected
    assert len(expected) >= 40


def test_many_equal_pictures_make_one_pair_each() -> None:
    one = signature(view(0))
    assert same_picture([one] * 2000) == [(0, i) for i in range(1, 2000)]


def test_pairs_that_share_a_member_are_one_group() -> None:
    assert groups([(0, 3), (3, 4), (1, 2)], 6) == [0, 1, 1, 0, 0, 5]


def test_no_pictures_have_no_pairs() -> None:
    assert same_picture([]) == same_scene([]) == []
    assert groups([], 0) == []
