from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from inference.catalogue import Catalogue
from inference.data.dataset import Dataset
from inference.model_files import CARD, LABELS, METRICS, WEIGHTS, load_model
from inference.recognizer import Recognizer
from inference.training.material import TrainingError
from inference.training.report import REPORT
from inference.training.trainer import TrainingPlan, train
from inference.training.tuning import TuningPlan
from tests.backbones.vision_models import save_vision_model
from tests.datasets import write_dataset
from tests.models import PLACES, picture_of, write_untrained_weights


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("training")
    write_dataset(folder / "data", photos=10)
    write_untrained_weights(folder / "weights")
    return folder


def plan_of(root: Path) -> TrainingPlan:
    return TrainingPlan("mobilenet_v2", root / "weights", "cpu", cache=root / "cache")


@pytest.fixture(scope="module")
def trained(root: Path) -> tuple[Path, dict[str, Any]]:
    plan = replace(plan_of(root), weight_bits=8)
    metrics = train(Dataset.load(root / "data"), root / "model", plan)
    return root / "model", metrics


def recognised(folder: Path, catalogue: Catalogue) -> list[str]:
    recognizer = Recognizer.load(folder, catalogue, "cpu", "torch")
    inputs = [recognizer.prepare(picture_of(place, 100)) for place in range(3)]
    return [a.places[0].place.id for a in recognizer.recognize(inputs, [None] * 3)]


def test_training_learns_to_tell_places_apart(trained: tuple[Path, dict[str, Any]]) -> None:
    catalogue = Dataset.load(trained[0].parent / "data").catalogue
    assert recognised(trained[0], catalogue) == [place.id for place in PLACES]


def test_training_writes_a_whole_model_folder(trained: tuple[Path, dict[str, Any]]) -> None:
    folder, metrics = trained
    assert {path.name for path in folder.iterdir()} == {CARD, LABELS, METRICS, WEIGHTS, REPORT}
    assert json.loads((folder / METRICS).read_text(encoding="utf-8")) == metrics
    assert [path.name for path in folder.parent.iterdir() if path.name.startswith(".")] == []


def test_the_test_photos_are_fitted_only_when_everything_is(
    root: Path, trained: tuple[Path, dict[str, Any]]
) -> None:
    assert (trained[1]["photos"], trained[1]["places"]) == (24, 3)
    plan = replace(plan_of(root), everything=True)
    assert train(Dataset.load(root / "data"), root / "all", plan)["photos"] == 30


def test_a_model_of_eight_bits_answers_from_the_weights_it_was_fitted_on(
    trained: tuple[Path, dict[str, Any]],
) -> None:
    model = load_model(trained[0])
    assert model.labels.backbone.weight_bits == 8
    assert (trained[0] / WEIGHTS).stat().st_size < 4_500_000


def test_the_card_and_the_report_tell_what_the_model_saw_and_scored(
    trained: tuple[Path, dict[str, Any]],
) -> None:
    folder, metrics = trained
    card = (folder / CARD).read_text(encoding="utf-8")
    report = (folder / REPORT).read_text(encoding="utf-8")
    assert "24 photos of 3 places" in card.replace("\n", " ")
    score = (
        f"{metrics['sparse_places']['place_hit@1']:.4f}"
        if (metrics["ordinary_places"] is None)
        else f"{metrics['ordinary_places']['place_hit@1']:.4f}"
    )
    assert score in card
    assert score in report
    assert "sport" in card
    assert max(len(line) for line in card.splitlines() if not line.startswith("|")) <= 100


def test_few_photos_of_each_place_are_drawn_and_validated_on_others(root: Path) -> None:
    plan = replace(plan_of(root), photos_per_place=4, seed=3)
    metrics = train(Dataset.load(root / "data"), root / "few", plan)
    assert metrics["photos"] == 12
    assert "6 photos set apart" in metrics["measured"]
    assert [p.photos for p in load_model(root / "few").labels.places] == [4, 4, 4]


def test_one_photo_of_each_place_trains(root: Path) -> None:
    write_dataset(root / "many", photos=10, places=PLACES)
    plan = replace(plan_of(root), photos_per_place=4, seed=1)
    assert train(Dataset.load(root / "many"), root / "one", plan)["photos"] == 12


def test_a_tuned_model_says_so_and_shows_its_epochs(root: Path) -> None:
    plan = replace(plan_of(root), tuning=TuningPlan(epochs=1, batch=8))
    metrics = train(Dataset.load(root / "data"), root / "tuned", plan)
    assert [epoch["number"] for epoch in metrics["tuning"]] == [1]
    assert load_model(root / "tuned").labels.backbone.tuned
    assert "tuned for 1 epochs" in (root / "tuned" / CARD).read_text().replace("\n", " ")


def test_a_transformers_vision_model_is_a_backbone_like_any_other(
    root: Path, tmp_path: Path
) -> None:
    save_vision_model("dinov2", tmp_path / "vision")
    dataset = Dataset.load(root / "data")
    train(dataset, tmp_path / "model", replace(plan_of(root), backbone=str(tmp_path / "vision")))
    for path in (tmp_path / "vision").iterdir():
        path.unlink()  # the model needs it no more
    assert len(recognised(tmp_path / "model", dataset.catalogue)) == 3


def test_too_little_material_is_an_error_and_writes_nothing(root: Path, tmp_path: Path) -> None:
    dataset = write_dataset(tmp_path / "data", photos=2)
    with pytest.raises(TrainingError, match="too few"):
        train(dataset, tmp_path / "model", plan_of(root))
    assert not (tmp_path / "model").exists()
