from __future__ import annotations

import logging
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load_file, save_file

from inference.catalogue import Catalogue
from inference.errors import UserError
from inference.search import Searcher, load_encoder
from inference.search.evaluation import evaluate
from inference.search.judged import read_queries
from inference.search.static import TABLE, StaticEncoder, pack, pieces, unpack, write_table

QUERIES = Path(__file__).parents[2] / "benchmarks" / "queries.jsonl"


@pytest.fixture(scope="module")
def static() -> StaticEncoder:
    return StaticEncoder()


def test_any_text_has_a_unit_vector(static: StaticEncoder) -> None:
    texts = ["храм на крови", "", "🙂", "a" * 4096, "\x00", "щщщ " * 500]
    vectors = static.encode(texts)
    assert vectors.shape == (6, static.dim)
    assert vectors.dtype == np.float32
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1.0, abs=1e-4)
    assert static.encode([]).shape == (0, static.dim)


def test_a_text_has_the_same_vector_alone_and_among_others(static: StaticEncoder) -> None:
    texts = ["", "музей железной дороги", "ыыыы", "museum", "музей железной дороги"]
    together = static.encode(texts)
    alone = np.concatenate([static.encode([text]) for text in texts])
    assert np.allclose(together, alone, atol=1e-6)


def test_translations_lie_near(static: StaticEncoder) -> None:
    palace, same, other = static.encode(["Летний дворец", "Summer Palace", "железная дорога"])
    assert palace @ same > palace @ other + 0.3


def test_forms_of_a_word_are_that_word(static: StaticEncoder) -> None:
    plain, inflected = static.encode(["деревянная церковь", "Деревянной церковью!"])
    assert plain @ inflected == pytest.approx(1.0, abs=1e-5)


def test_an_unknown_word_is_known_by_its_pieces(static: StaticEncoder) -> None:
    right, wrong, other = static.encode(["библиотека", "библеотекка", "водопад"])
    assert right @ wrong > right @ other + 0.2


def test_a_frequent_word_says_little(static: StaticEncoder) -> None:
    plain, with_preposition, with_noun = static.encode(["театр", "в театр", "мост театр"])
    assert plain @ with_preposition > 0.95 > plain @ with_noun


def test_pieces_are_runs_of_letters_with_the_ends_marked() -> None:
    assert len(pieces("дом", 1_000_000)) == 3 + 2 + 1  # <до дом ом>, <дом дом>, <дом>
    assert len(pieces("", 8)) == 1
    assert max(pieces("консерватория", 8)) < 8


def test_packing_is_off_by_half_a_step_at_most() -> None:
    vectors = np.random.default_rng(0).standard_normal((50, 6)).astype(np.float32)
    vectors[7] = 0.0
    codes, scales = pack(vectors)
    assert codes.shape == (50, 3)
    wide = scales.astype(np.float32)
    # Scales are of half precision, so the largest number of a row may be a little out of reach.
    assert (np.abs(unpack(codes, wide) - vectors) <= 0.51 * wide[:, None]).all()


def test_a_written_table_is_read(tmp_path: Path) -> None:
    path = tmp_path / "folder" / "words.safetensors"
    vectors = np.array([[1, 0, 0, 0], [0, 2, 0, 0]], dtype=np.float32)
    write_table(path, ["мост", "river"], vectors, np.eye(4, dtype=np.float32)[[3, 3]])
    encoder = StaticEncoder(path)
    assert encoder.dim == 4
    bridge, both, unknown = encoder.encode(["мосты", "river мост", "xyz"])
    assert bridge == pytest.approx([1, 0, 0, 0])
    assert both == pytest.approx(np.array([1, 2, 0, 0]) / 5**0.5, abs=1e-3)
    assert unknown == pytest.approx([0, 0, 0, 1])


def test_other_tables_have_other_names(tmp_path: Path, static: StaticEncoder) -> None:
    path = tmp_path / "words.safetensors"
    ones = np.ones((1, 2), dtype=np.float32)
    write_table(path, ["мост"], ones, ones)
    assert StaticEncoder(path).name != static.name
    assert StaticEncoder().name == static.name


def test_a_missing_or_damaged_table_is_refused_in_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "words.safetensors"
    with pytest.raises(UserError, match=r"words\.safetensors cannot be read"):
        StaticEncoder(path)
    path.write_bytes(TABLE.read_bytes()[:10_000])
    with pytest.raises(UserError, match="damaged"):
        StaticEncoder(path)


@pytest.mark.parametrize("tensor", ["words", "codes", "scales"])
def test_a_table_whose_tensors_do_not_fit_is_refused(tmp_path: Path, tensor: str) -> None:
    path = tmp_path / "words.safetensors"
    tensors = load_file(TABLE)
    # More words than rows; rows without their scales; scales without their rows.
    wrong = {"words": np.full(10**6, ord("\n"), dtype=np.uint8)}
    save_file(tensors | {tensor: wrong.get(tensor, tensors[tensor][:10])}, path)
    with pytest.raises(UserError, match="damaged"):
        StaticEncoder(path)


@pytest.mark.parametrize("tensor", ["words", "codes", "scales"])
def test_a_table_that_lacks_a_tensor_is_refused(tmp_path: Path, tensor: str) -> None:
    path = tmp_path / "words.safetensors"
    tensors = load_file(TABLE)
    save_file({name: value for name, value in tensors.items() if name != tensor}, path)
    with pytest.raises(UserError, match="damaged"):
        StaticEncoder(path)


def test_the_setting_selects_it_and_says_so(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO):
        encoder = load_encoder("static")
    assert isinstance(encoder, StaticEncoder)
    assert len(caplog.messages) == 1
    assert "static" in caplog.messages[0]


def test_search_by_it_meets_the_queries_it_was_not_chosen_on(
    catalogue: Catalogue, static: StaticEncoder
) -> None:
    queries = [q for q in read_queries(QUERIES, catalogue) if q.split != "tune"]
    report = evaluate(Searcher.build(catalogue, static), queries)
    assert (report.overall.figures["ndcg"].value or 0) > 0.93
    assert (report.slices["descriptive"].figures["ndcg"].value or 0) > 0.75
