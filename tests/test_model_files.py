from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors import safe_open
from safetensors.torch import save_file
from torch import Tensor

from inference.evidence import SIGNS
from inference.model_files import LABELS, WEIGHTS, ModelError, load_model, save_weights
from tests.models import write_untrained_model


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_untrained_model(tmp_path / "model")
    return tmp_path / "model"


def test_a_saved_model_is_read_back_and_saved_again_byte_for_byte(
    folder: Path, tmp_path: Path
) -> None:
    model = load_model(folder)
    again = tmp_path / "again"
    again.mkdir()
    save_weights(again, model.backbone, model.scorer, model.labels)
    assert (again / LABELS).read_bytes() == (folder / LABELS).read_bytes()
    assert load_model(again).version == model.version


def test_the_version_names_the_weights(folder: Path) -> None:
    before = load_model(folder).version
    change_tensor(folder, "place_head.bias", lambda tensor: tensor + 1)
    assert load_model(folder).version != before


def test_nothing_in_the_folder_is_a_pickle(folder: Path) -> None:
    assert sorted(path.name for path in folder.iterdir()) == [LABELS, WEIGHTS]
    with safe_open(folder / WEIGHTS, framework="pt") as file:
        assert file.metadata()


def change_tensor(folder: Path, name: str, change: Callable[[Tensor], Tensor | None]) -> None:
    """Write the weights anew with one tensor changed, or left out for None."""
    with safe_open(folder / WEIGHTS, framework="pt") as file:
        metadata = file.metadata()
        tensors = {key: file.get_tensor(key) for key in file.keys()}  # noqa: SIM118
    changed = change(tensors.pop(name))
    if changed is not None:
        tensors[name] = changed.contiguous()
    save_file(tensors, folder / WEIGHTS, metadata=metadata)


def change_labels(folder: Path, change: Callable[[dict[str, Any]], object]) -> None:
    labels = json.loads((folder / LABELS).read_text(encoding="utf-8"))
    change(labels)
    (folder / LABELS).write_text(json.dumps(labels), encoding="utf-8")


def replace_by_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def cut(path: Path, share: float) -> None:
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * share)])


DAMAGES: dict[str, Callable[[Path], object]] = {
    "no labels": lambda f: (f / LABELS).unlink(),
    "no weights": lambda f: (f / WEIGHTS).unlink(),
    "labels are a folder": lambda f: replace_by_folder(f / LABELS),
    "weights are a folder": lambda f: replace_by_folder(f / WEIGHTS),
    "labels cut": lambda f: cut(f / LABELS, 0.5),
    "labels empty": lambda f: cut(f / LABELS, 0),
    "labels are a list": lambda f: (f / LABELS).write_text("[]"),
    "labels are bytes": lambda f: (f / LABELS).write_bytes(b"\xff\xfe\x00"),
    "weights cut": lambda f: cut(f / WEIGHTS, 0.5),
    "weights empty": lambda f: cut(f / WEIGHTS, 0),
    "weights are text": lambda f: (f / WEIGHTS).write_text("not weights at all"),
    "another format": lambda f: change_labels(f, lambda d: d.update(format=1)),
    "views too large to be meant": lambda f: change_labels(
        f, lambda d: d["backbone"].update(view_side=100_000)
    ),
    "an unknown backbone": lambda f: change_labels(
        f, lambda d: d["backbone"].update(architecture="resnet50")
    ),
    "another backbone": lambda f: change_labels(
        f, lambda d: d["backbone"].update(architecture="mobilenet_v3_small")
    ),
    "a transformers model without its configuration": lambda f: change_labels(
        f, lambda d: d["backbone"].update(architecture="transformers")
    ),
    "a key too many": lambda f: change_labels(f, lambda d: d.update(extra=1)),
    "a key too few": lambda f: change_labels(f, lambda d: d.pop("calibration")),
    "a temperature of zero": lambda f: change_labels(
        f, lambda d: d["calibration"].update(place_temperature=0)
    ),
    "a temperature that is no number": lambda f: change_labels(
        f, lambda d: d["calibration"].update(place_temperature=float("nan"))
    ),
    "a sign too few": lambda f: change_labels(f, lambda d: d["known"]["weights"].pop(SIGNS[0])),
    "places in another order": lambda f: change_labels(f, lambda d: d["places"].reverse()),
    "a place too few": lambda f: change_labels(
        f, lambda d: (d["places"].pop(), d["place_categories"].pop())
    ),
    "a place twice": lambda f: change_labels(
        f, lambda d: d["places"].__setitem__(1, d["places"][0])
    ),
    "a category too few": lambda f: change_labels(f, lambda d: d["categories"].pop(1)),
    "a place of no category": lambda f: change_labels(
        f, lambda d: d["place_categories"].__setitem__(0, "nonsense")
    ),
    "a tensor missing": lambda f: change_tensor(
        f, "backbone.features.3.conv.3.bias", lambda _: None
    ),
    "a head missing": lambda f: change_tensor(f, "place_head.weight", lambda _: None),
    "a head of another width": lambda f: change_tensor(f, "place_head.weight", lambda t: t[:, :-1]),
    "a head of another length": lambda f: change_tensor(f, "category_head.bias", lambda t: t[:-1]),
    "a number that is none": lambda f: change_tensor(
        f, "place_head.bias", lambda t: t * float("nan")
    ),
    "no space": lambda f: change_tensor(f, "space.projection", lambda _: None),
    "a space of another embedding": lambda f: change_tensor(
        f, "space.projection", lambda t: t[:, :-1]
    ),
    "a space without its offset": lambda f: change_tensor(f, "space.offset", lambda t: t[:-1]),
    "no photos in the bank": lambda f: change_tensor(f, "bank.vectors", lambda _: None),
    "photos of another width": lambda f: change_tensor(f, "bank.vectors", lambda t: t[:, :-1]),
    "fewer places than photos": lambda f: change_tensor(f, "bank.places", lambda t: t[:-1]),
    "no density": lambda f: change_tensor(f, "bank.density", lambda t: t[:-1]),
    "a photo of no place": lambda f: change_tensor(f, "bank.places", lambda t: t + 1),
    "photos' places in fractions": lambda f: change_tensor(
        f, "bank.places", lambda t: t.to(torch.float32) + 0.5
    ),
    "a place added before a trained one": lambda f: change_labels(
        f, lambda d: d["places"][0].update(added=True)
    ),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_folder_is_refused_in_one_sentence(folder: Path, damage: str) -> None:
    DAMAGES[damage](folder)
    with pytest.raises(ModelError) as caught:
        load_model(folder)
    message = str(caught.value)
    assert str(folder) in message
    assert "\n" not in message
    assert len(message) < 400


def test_a_missing_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="is not a model folder"):
        load_model(tmp_path / "nowhere")
