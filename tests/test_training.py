from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import torch

from inference.data.photos import RawPhoto
from inference.data.training_set import TrainingError, load_training_set
from inference.model_files import CARD, LABELS, METRICS, WEIGHTS
from inference.recognizer import Recognizer
from inference.training import train
from tests.models import PLACES, picture_of, small_catalogue, write_raw, write_untrained_weights


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any]]:
    folder = tmp_path_factory.mktemp("training")
    write_raw(folder / "raw", photos=6, duplicates=2)
    write_untrained_weights(folder / "weights")
    catalogue = small_catalogue()
    metrics = train([folder / "raw"], folder / "model", catalogue, folder / "weights", device="cpu")
    return folder, metrics


def test_training_learns_to_tell_places_apart(trained: tuple[Path, dict[str, Any]]) -> None:
    recognizer = Recognizer.load(trained[0] / "model", small_catalogue(), "cpu")
    inputs = [recognizer.prepare(picture_of(place, 100)) for place in range(3)]
    answers = recognizer.recognize(inputs, [None] * 3)
    assert [a.places[0].place.id for a in answers] == [place.id for place in PLACES]
    assert [a.categories[0].category.id for a in answers] == ["towers", "religion", "towers"]


def test_training_writes_a_whole_model_folder(trained: tuple[Path, dict[str, Any]]) -> None:
    folder, metrics = trained
    assert sorted(path.name for path in (folder / "model").iterdir()) == sorted(
        [CARD, LABELS, METRICS, WEIGHTS]
    )
    assert json.loads((folder / "model" / METRICS).read_text(encoding="utf-8")) == metrics
    assert [path.name for path in folder.iterdir() if path.name.startswith(".")] == []


def test_the_metrics_account_for_every_row(trained: tuple[Path, dict[str, Any]]) -> None:
    _, metrics = trained
    assert (metrics["photos"], metrics["places"]) == (18, 3)
    assert metrics["dropped"] == {"exact_duplicate": 6}
    assert metrics["categories_without_photos"] == ["sport"]
    assert 0 <= metrics["ordinary_places"]["place_hit@1"] <= 1


def test_the_card_tells_what_the_model_saw_and_scored(
    trained: tuple[Path, dict[str, Any]],
) -> None:
    folder, metrics = trained
    card = (folder / "model" / CARD).read_text(encoding="utf-8")
    assert "18 photos of 3 places" in card.replace("\n", " ")
    assert f"{metrics['ordinary_places']['place_hit@1']:.4f}" in card
    assert "sport" in card
    assert max(len(line) for line in card.splitlines() if not line.startswith("|")) <= 100


def test_splits_never_straddle_duplicates(tmp_path: Path) -> None:
    write_raw(tmp_path, photos=6)
    material = load_training_set([tmp_path], small_catalogue(), folds=3)
    assert all(isinstance(photo, RawPhoto) for photo in material.photos)
    assert len({photo.pixels_sha256 for photo in material.photos}) == len(material.photos)
    for place in range(3):
        own = material.folds[material.places == place]
        assert torch.unique(own).tolist() == [0, 1, 2]


def test_too_little_material_is_an_error_and_writes_nothing(tmp_path: Path) -> None:
    write_raw(tmp_path / "raw", photos=1)
    write_untrained_weights(tmp_path / "weights")
    with pytest.raises(TrainingError, match="too few"):
        train([tmp_path / "raw"], tmp_path / "model", small_catalogue(), tmp_path / "weights")
    assert not (tmp_path / "model").exists()
