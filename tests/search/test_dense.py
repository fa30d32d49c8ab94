from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from inference.search import dense
from inference.search.dense import DenseIndex, Vectors, encode_all
from tests.search.random_encoder import RandomEncoder


@pytest.fixture(scope="module")
def encoder() -> RandomEncoder:
    return RandomEncoder(64)


@pytest.fixture(scope="module")
def vectors(encoder: RandomEncoder) -> Vectors:
    return encode_all(encoder, [f"text {number}" for number in range(3000)])


def test_a_text_is_like_itself_and_stands_out(encoder: RandomEncoder, vectors: Vectors) -> None:
    index = DenseIndex(encoder, vectors)
    found = index.compare(index.encode("text 7"), np.array([7, 8]))
    assert found.likeness[0] == pytest.approx(1.0, abs=1e-2)
    assert found.likeness[1] < 0.5
    assert (found.likeness[0] - found.usual) / found.deviation > 6


def test_product_codes_find_nearly_what_the_exact_scan_finds(
    encoder: RandomEncoder, vectors: Vectors, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    exact = DenseIndex(encoder, vectors)
    exact.write_codes(tmp_path / "codes")
    assert not (tmp_path / "codes").exists()
    monkeypatch.setattr(dense, "_EXACT", 100)
    coded = DenseIndex(encoder, vectors)
    coded.write_codes(tmp_path / "codes")
    kept = DenseIndex(encoder, vectors, tmp_path / "codes")
    for number in range(0, 100, 10):
        query = exact.encode(f"question {number}")
        nearest = set(exact.nearest(query, 5))
        assert len(nearest & set(coded.nearest(query, 100))) >= 4
        assert coded.nearest(query, 100).tolist() == kept.nearest(query, 100).tolist()
        rows = np.arange(50)
        one, other = (index.compare(query, rows).likeness for index in (exact, coded))
        assert one == pytest.approx(other, abs=1e-3)


def test_some_rows_are_as_near_as_all_of_them(encoder: RandomEncoder, vectors: Vectors) -> None:
    index = DenseIndex(encoder, vectors)
    query = index.encode("question")
    everything = index.compare(query, np.arange(len(vectors)))
    some = index.compare(query, np.array([2999, 7, 7]))
    assert some.likeness == pytest.approx(everything.likeness[[2999, 7, 7]], abs=1e-6)


def test_what_is_usual_is_told_by_the_moments_of_all(
    encoder: RandomEncoder, vectors: Vectors
) -> None:
    index = DenseIndex(encoder, vectors[:800])  # fewer than the sample
    query = index.encode("question")
    cosines = (vectors[:800].astype(np.float32) @ query - index.floor) / (1.0 - index.floor)
    found = index.compare(query, np.arange(800))
    assert found.usual == pytest.approx(float(cosines.mean()), abs=1e-5)
    assert found.deviation == pytest.approx(float(cosines.std()), abs=1e-5)


def test_no_vectors_are_near_to_nothing(encoder: RandomEncoder) -> None:
    index = DenseIndex(encoder, np.zeros((0, 64), dtype=np.float16))
    assert index.nearest(index.encode("храм"), 5).tolist() == []
    assert index.compare(index.encode("храм"), np.arange(0)).likeness.tolist() == []


def test_likeness_starts_at_what_unrelated_texts_have(encoder: RandomEncoder) -> None:
    vectors = encode_all(encoder, [f"text {number}" for number in range(500)]).astype(np.float32)
    crowded = vectors + 0.3  # all cosines near 1, as those of some encoders are
    crowded /= np.linalg.norm(crowded, axis=1, keepdims=True)
    index = DenseIndex(encoder, crowded.astype(np.float16))
    assert index.floor > 0.8
    found = [index.compare(row, np.arange(500)).likeness for row in crowded[:20]]
    assert np.median(found) < 0.1
