from __future__ import annotations

import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from PIL import Image

from inference.device import DeviceError
from inference.errors import UserError
from inference.image_text import ImageTextError, ImageTextModel
from tests.backbones.vision_models import SIDE, save_image_text_model, save_vision_model
from tests.data.collages import view
from tests.vectors import assert_unit_rows

TEXTS = ("красный собор", "зимой", "a tower", "красный мост")
SIGLIP2 = "google/siglip2-base-patch16-224"


@pytest.fixture(scope="module", params=["clip", "siglip"])
def folder(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A random model; SigLIP2 of a fixed size is of SigLIP's class."""
    path = tmp_path_factory.mktemp(request.param)
    save_image_text_model(request.param, path, TEXTS)
    return path


@pytest.fixture(scope="module")
def model(folder: Path) -> ImageTextModel:
    return ImageTextModel.load(str(folder), "cpu")


def test_pictures_and_texts_become_unit_vectors_of_one_space(model: ImageTextModel) -> None:
    pictures = [view(number) for number in range(20)]
    assert_unit_rows(model.embed_photos(pictures), 20, model.dim)
    assert_unit_rows(model.embed_texts([*TEXTS, "", "🙂", "мост " * 500] * 5), 35, model.dim)
    assert model.embed_photos([]).shape == model.embed_texts([]).shape == (0, model.dim)
    assert model.side == SIDE
    assert model.scale > 0


def test_different_pictures_and_texts_have_different_vectors(model: ImageTextModel) -> None:
    for vectors in (model.embed_photos([view(0), view(1)]), model.embed_texts(TEXTS[:2])):
        assert not np.allclose(vectors[0], vectors[1], atol=1e-3)


def test_a_vector_does_not_depend_on_what_is_embedded_beside(model: ImageTextModel) -> None:
    pictures = [view(number) for number in range(3)]
    assert np.allclose(
        model.embed_photos(pictures)[1], model.embed_photos(pictures[1:2])[0], atol=1e-5
    )
    assert np.allclose(model.embed_texts(TEXTS)[1], model.embed_texts(TEXTS[1:2])[0], atol=1e-5)


def test_pixels_and_words_are_prepared_as_the_library_prepares_them(folder: Path) -> None:
    import inference._torchvision  # noqa: F401  # before transformers imports torchvision

    from transformers import AutoModel, AutoTokenizer  # isort: skip

    ours = ImageTextModel.load(str(folder), "cpu")
    theirs: Any = AutoModel.from_pretrained(folder).eval()
    grey = Image.new("RGB", (90, 60), (51, 102, 153))
    pixels = torch.tensor([[0.2, 0.4, 0.6]]) - torch.tensor([[0.4, 0.5, 0.6]])
    pixels = (pixels / 0.2)[:, :, None, None].expand(1, 3, SIDE, SIDE)
    tokens = AutoTokenizer.from_pretrained(folder)(
        ["красный мост"],
        padding="max_length",
        max_length=theirs.config.text_config.max_position_embeddings,
        return_tensors="pt",
    )
    mask = {} if "siglip" in str(folder) else {"attention_mask": tokens["attention_mask"]}
    with torch.inference_mode():
        picture = theirs.get_image_features(pixel_values=pixels).pooler_output[0]
        text = theirs.get_text_features(input_ids=tokens["input_ids"], **mask).pooler_output[0]
    for found, expected in (
        (ours.embed_photos([grey])[0], picture),
        (ours.embed_texts(["красный мост"])[0], text),
    ):
        assert found == pytest.approx((expected / expected.norm()).numpy(), abs=1e-4)


def test_siglip_reads_lower_case_whatever_its_tokenizer_does(tmp_path: Path) -> None:
    from transformers import BertTokenizer

    save_image_text_model("siglip", tmp_path, TEXTS)
    vocabulary = BertTokenizer.from_pretrained(tmp_path).get_vocab()
    # As the hub's SigLIP2 comes: with a tokenizer that keeps the case.
    BertTokenizer(vocab=vocabulary, do_lower_case=False).save_pretrained(tmp_path)
    found = ImageTextModel.load(str(tmp_path), "cpu").embed_texts(["Красный Собор", TEXTS[0]])
    assert np.array_equal(found[0], found[1])


def test_threads_may_ask_at_once(model: ImageTextModel) -> None:
    alone = [model.embed_texts([text])[0] for text in TEXTS] * 10
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(lambda text: model.embed_texts([text])[0], TEXTS * 10))
    assert np.allclose(alone, together, atol=1e-5)


def test_a_model_in_the_hubs_cache_is_read_by_its_name(folder: Path, hub_cache: Path) -> None:
    repository = hub_cache / "models--google--siglip2-base-patch16-224"
    shutil.copytree(folder, repository / "snapshots" / "abc")
    (repository / "refs").mkdir()
    (repository / "refs" / "main").write_text("abc")
    # The tests allow no connection, so nothing was asked of the hub.
    assert ImageTextModel.load(SIGLIP2, "cpu").name == SIGLIP2


def test_a_missing_model_is_refused_with_the_command_that_fetches_it(hub_cache: Path) -> None:
    with pytest.raises(ImageTextError, match=f"hf download {SIGLIP2}") as caught:
        ImageTextModel.load(SIGLIP2, "cpu")
    assert "IMAGE_TEXT_MODEL" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_missing_folder_is_refused_with_what_belongs_into_it(tmp_path: Path) -> None:
    with pytest.raises(ImageTextError, match=r"model\.safetensors"):
        ImageTextModel.load(str(tmp_path / "nowhere"), "cpu")


def test_a_model_without_words_is_refused(tmp_path: Path) -> None:
    save_vision_model("dinov2", tmp_path)
    with pytest.raises(ImageTextError, match="cannot be used"):
        ImageTextModel.load(str(tmp_path), "cpu")


@pytest.mark.parametrize("damage", ["cut", "half the weights", "no tokenizer"])
def test_a_damaged_model_is_one_sentence(folder: Path, tmp_path: Path, damage: str) -> None:
    from safetensors.torch import load_file, save_file

    broken = tmp_path / "broken"
    shutil.copytree(folder, broken)
    weights = broken / "model.safetensors"
    if damage == "cut":
        weights.write_bytes(weights.read_bytes()[:1000])
    elif damage == "half the weights":
        kept = {k: v for k, v in load_file(weights).items() if not k.startswith("text_model")}
        save_file(kept, weights, {"format": "pt"})
    else:
        for path in broken.glob("*token*"):
            path.unlink()
    with pytest.raises(ImageTextError, match="cannot be used") as caught:
        ImageTextModel.load(str(broken), "cpu")
    assert "\n" not in str(caught.value)


def test_a_model_of_pictures_in_any_proportions_is_refused(tmp_path: Path) -> None:
    from transformers import Siglip2Config, Siglip2Model

    small = {"hidden_size": 16, "num_hidden_layers": 1, "num_attention_heads": 2}
    save_image_text_model("siglip", tmp_path, TEXTS)
    config = Siglip2Config(
        vision_config={**small, "intermediate_size": 24, "num_patches": 16, "patch_size": 8},
        text_config={**small, "intermediate_size": 24, "vocab_size": 50},
    )
    Siglip2Model(config).save_pretrained(tmp_path)
    with pytest.raises(ImageTextError, match="NaFlex"):
        ImageTextModel.load(str(tmp_path), "cpu")


def test_a_device_that_is_not_there_is_refused(folder: Path) -> None:
    if torch.cuda.is_available():
        pytest.skip("this machine has one")
    with pytest.raises(DeviceError) as caught:
        ImageTextModel.load(str(folder), "cuda")
    assert isinstance(caught.value, UserError)
