from __future__ import annotations

import logging
import shutil
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import numpy as np
import pytest

from inference.search import EncoderError, TextEncoder, load_encoder
from inference.search.bert import BertEncoder
from inference.search.offline import OfflineEncoder
from inference.search.static import StaticEncoder
from tests.vectors import assert_unit_rows

WORDS = ["храм", "на", "крови", "башня", "##ми", "музей", "tower"]


@pytest.fixture(scope="session")
def tiny_bert(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A random BERT of rubert-tiny2's class, two layers of 32 numbers, in a folder."""
    import_module("inference._torchvision")  # transformers imports torchvision
    import torch
    from transformers import BertConfig, BertModel, BertTokenizer

    folder = tmp_path_factory.mktemp("tiny-bert")
    special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
    vocabulary = {word: number for number, word in enumerate(special + WORDS)}
    BertTokenizer(vocab=vocabulary).save_pretrained(folder)
    torch.manual_seed(0)
    config = BertConfig(
        vocab_size=len(vocabulary),
        hidden_size=32,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=64,
        max_position_embeddings=256,
    )
    BertModel(config).save_pretrained(folder)
    return folder


@pytest.fixture(scope="module")
def offline() -> TextEncoder:
    return OfflineEncoder()


def test_the_offline_encoder_gives_unit_vectors_for_any_text(offline: TextEncoder) -> None:
    encoder = offline
    texts = ["храм на крови", "", "🙂", "a" * 4096, "\x00"]
    assert_unit_rows(encoder.encode(texts), 5, encoder.dim)
    assert encoder.encode([]).shape == (0, encoder.dim)


def test_the_offline_encoder_puts_translations_near(offline: TextEncoder) -> None:
    encoder = offline
    palace, same, other = encoder.encode(["Летний дворец", "Summer Palace", "железная дорога"])
    assert palace @ same > palace @ other + 0.3


def test_a_bert_in_a_folder_encodes(tiny_bert: Path) -> None:
    encoder = load_encoder(str(tiny_bert))
    assert isinstance(encoder, BertEncoder)
    texts = ["храм на крови", "башня", "", "музей " * 500] * 40
    vectors = encoder.encode(texts)
    assert_unit_rows(vectors, 160, 32)
    assert encoder.encode([]).shape == (0, 32)
    assert np.allclose(vectors[1], encoder.encode(["башня"])[0], atol=1e-5)


def test_a_bert_pools_as_its_folder_says(tiny_bert: Path, tmp_path: Path) -> None:
    folder = tmp_path / "mean"
    shutil.copytree(tiny_bert, folder)
    (folder / "1_Pooling").mkdir()
    (folder / "1_Pooling" / "config.json").write_text('{"pooling_mode_mean_tokens": true}')
    first = BertEncoder.load(tiny_bert)
    mean = BertEncoder.load(folder)
    text = ["храм на крови", "башня"]
    assert not np.allclose(first.encode(text), mean.encode(text), atol=1e-3)
    # Padding beside a longer text changes nothing.
    assert np.allclose(mean.encode(text)[1], mean.encode(text[1:])[0], atol=1e-5)


def test_auto_takes_rubert_where_the_hub_cache_has_it(
    tiny_bert: Path, hub_cache: Path, caplog: pytest.LogCaptureFixture
) -> None:
    repository = hub_cache / "models--cointegrated--rubert-tiny2"
    shutil.copytree(tiny_bert, repository / "snapshots" / "abc")
    (repository / "refs").mkdir()
    (repository / "refs" / "main").write_text("abc")
    with caplog.at_level(logging.INFO):
        encoder = load_encoder("auto")
    assert encoder.name == "cointegrated/rubert-tiny2"
    assert len(caplog.messages) == 1
    assert "cointegrated/rubert-tiny2" in caplog.messages[0]


def test_auto_takes_the_bundled_encoder_elsewhere_and_says_so_in_one_line(
    hub_cache: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO):
        encoder = load_encoder(None)
    assert isinstance(encoder, StaticEncoder)
    assert len(caplog.messages) == 1
    assert "static" in caplog.messages[0]
    assert "hf download cointegrated/rubert-tiny2" in caplog.messages[0]


@pytest.mark.parametrize("name", ["cointegrated/rubert-tiny2", "sergeyzh/rubert-tiny-turbo"])
def test_a_named_encoder_that_is_not_on_disk_is_refused_with_the_command(
    hub_cache: Path, name: str
) -> None:
    with pytest.raises(EncoderError, match=f"hf download {name}"):
        load_encoder(name)


def test_a_folder_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(EncoderError, match=r"model\.safetensors"):
        load_encoder(str(tmp_path / "none"))


def test_a_damaged_folder_is_one_sentence(tiny_bert: Path, tmp_path: Path) -> None:
    from inference.errors import UserError

    folder = tmp_path / "damaged"
    shutil.copytree(tiny_bert, folder)
    (folder / "model.safetensors").write_bytes(b"not a model")
    with pytest.raises(UserError, match="cannot be read"):
        load_encoder(str(folder))


def test_starting_with_the_bundled_encoder_imports_no_transformers() -> None:
    code = (
        "import sys\n"
        "from inference.search import load_encoder\n"
        "load_encoder('auto')\n"
        "assert not {'torch', 'transformers'} & sys.modules.keys()\n"
    )
    done = subprocess.run(  # noqa: S603 (our own code)
        [sys.executable, "-c", code], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
