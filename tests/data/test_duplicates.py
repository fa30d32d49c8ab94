from __future__ import annotations

import io

import numpy as np
from PIL import Image, ImageEnhance

from inference.data.duplicates import difference_hash, group_duplicates


def scene(seed: int) -> Image.Image:
    random = np.random.default_rng(seed)
    coarse = random.integers(0, 256, (12, 16, 3), dtype=np.uint8)
    return Image.fromarray(coarse).resize((320, 240), Image.Resampling.BICUBIC)


def recompressed(image: Image.Image) -> Image.Image:
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=40)
    return Image.open(buffer)


def test_copies_scaled_recompressed_or_lightened_are_one_group() -> None:
    original = scene(0)
    copies = [
        original,
        scene(1),
        original.resize((160, 120)),
        recompressed(original),
        ImageEnhance.Brightness(original).enhance(0.8),
    ]
    assert group_duplicates([difference_hash(c) for c in copies]) == [0, 1, 0, 0, 0]


def test_different_scenes_are_groups_of_their_own() -> None:
    hashes = [difference_hash(scene(seed)) for seed in range(20)]
    assert group_duplicates(hashes) == list(range(20))


def test_chains_are_one_group() -> None:
    first = np.zeros(256, dtype=np.bool_)
    middle, last = first.copy(), first.copy()
    middle[:30] = True
    last[:60] = True  # 60 bits from the first: only the middle one joins them
    assert group_duplicates([first, last]) == [0, 1]
    assert group_duplicates([first, last, middle]) == [0, 0, 0]


def test_no_pictures_have_no_groups() -> None:
    assert group_duplicates([]) == []
