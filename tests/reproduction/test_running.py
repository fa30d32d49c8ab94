"""The whole benchmark, small, through its command."""

from __future__ import annotations

import json
import logging
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import save_file

from inference.__main__ import main
from inference.backbones import BackboneSpec, build
from inference.data.dataset import Dataset
from inference.reproduction.document import document, table
from inference.reproduction.duration import in_words
from inference.reproduction.networks import choose_network
from inference.reproduction.plan import Plan
from inference.reproduction.report import page
from inference.reproduction.results import Reproduction
from inference.reproduction.running import reproduce
from inference.weights import weights_file
from tests.datasets import write_dataset
from tests.reproduction.conftest import write_preparation

CPU = torch.device("cpu")
PLAN = Plan(epochs=1, batch=8, side=48)


@pytest.fixture(scope="module")
def reproduction(dataset: Dataset, weights: Path, cache: Path) -> Reproduction:
    return reproduce(dataset, choose_network(None, weights), weights, PLAN, CPU, cache)


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the first run leaves its embeddings for the others."""
    return tmp_path_factory.mktemp("cache")


def test_both_recipes_are_measured_by_both_protocols_with_equal_steps(
    reproduction: Reproduction,
) -> None:
    rows = [(r.recipe, r.protocol, r.statistics, r.steps) for r in reproduction.results]
    leaky, honest = (
        [
            ("most frequent", protocol, None, None),
            ("reference", protocol, "running", 5),
            ("reference", protocol, "recomputed", 5),
            ("this project", protocol, None, 5),
        ]
        for protocol in ("leaky", "honest")
    )
    assert rows == leaky + honest
    assert reproduction.steps == 5  # one epoch of the leaky protocol's 40 rows by 8
    assert {(c.recipe, c.protocol): len(c.losses) for c in reproduction.curves} == {
        ("reference", "leaky"): 5,
        ("this project", "leaky"): 5,
        ("reference", "honest"): 5,
        ("this project", "honest"): 5,
    }


def test_the_sides_say_what_leaks(reproduction: Reproduction) -> None:
    leaky, honest = reproduction.sides
    assert (leaky.protocol, leaky.train_rows, leaky.test_rows) == ("leaky", 40, 5)
    assert leaky.train_photos < leaky.train_rows
    assert leaky.in_train > 0
    assert leaky.near_train >= leaky.in_train
    assert (honest.protocol, honest.train_rows, honest.test_rows) == ("honest", 18, 6)
    assert (honest.train_photos, honest.test_photos) == (18, 6)
    assert honest.in_train == 0


def test_recomputed_statistics_change_the_answers_only(reproduction: Reproduction) -> None:
    running, recomputed = (r for r in reproduction.results[:4] if r.statistics is not None)
    assert running.seconds == recomputed.seconds
    assert running.steps == recomputed.steps


def test_it_says_beforehand_how_long_it_takes(
    dataset: Dataset, weights: Path, cache: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO, logger="inference"):
        found = reproduce(dataset, choose_network(None, weights), weights, PLAN, CPU, cache)
    (said,) = [r.getMessage() for r in caplog.records if "on this machine" in r.getMessage()]
    assert said.startswith("30 photos, 5 steps of 8 rows for each recipe under each protocol:")
    assert said.endswith(f"about {in_words(found.estimated_seconds)} on this machine.")
    assert found.estimated_seconds > 0


@pytest.mark.parametrize(
    ("seconds", "words"), [(20, "a minute or less"), (62, "1 minute"), (1450, "24 minutes")]
)
def test_durations_are_said_in_minutes(seconds: float, words: str) -> None:
    assert in_words(seconds) == words


def test_figures_are_determined_by_the_seed(
    reproduction: Reproduction, dataset: Dataset, weights: Path, cache: Path
) -> None:
    again = reproduce(dataset, choose_network(None, weights), weights, PLAN, CPU, cache)
    assert [r.figures for r in again.results] == [r.figures for r in reproduction.results]
    assert again.curves == reproduction.curves


def test_the_table_names_the_network_that_was_used(reproduction: Reproduction) -> None:
    text = table(reproduction)
    lines = text.splitlines()
    assert lines[0].split("  ")[0] == "recipe"
    assert sum("reference, statistics recomputed" in line for line in lines) == 2
    assert "Both recipes use MobileNetV2:" in text
    assert "MobileNetV3-large are not in the weights folder" in text
    assert max(len(line) for line in lines[:9]) < 140


def test_the_references_own_network_runs_where_its_weights_lie(
    tmp_path: Path, dataset: Dataset
) -> None:
    backbone = build(BackboneSpec(architecture="mobilenet_v3_large"))
    save_file(backbone.state_dict(), weights_file(tmp_path, "mobilenet_v3_large"))
    choice = choose_network(None, tmp_path)
    found = reproduce(dataset, choice, tmp_path, Plan(epochs=1, batch=20, side=48), CPU)
    assert "Both recipes use MobileNetV3-large, as the reference did." in table(found)
    assert document(found)["backbone"] == "mobilenet_v3_large"


def test_the_document_is_json_with_stable_keys(reproduction: Reproduction) -> None:
    found = json.loads(json.dumps(document(reproduction), allow_nan=False))
    assert found["backbone"] == "mobilenet_v2"
    assert {"epochs", "batch", "seed", "steps", "photos", "rows", "seconds"} <= set(found)
    assert list(found["results"][1]) == [
        *("recipe", "statistics", "protocol", "steps", "seconds"),
        *("place_hit@1", "place_hit@5", "category_hit@1", "category_hit@5"),
    ]
    assert list(found["results"][1]["place_hit@1"]) == ["value", "low", "high"]
    assert found["protocols"][0]["in_train"] > 0 == found["protocols"][1]["in_train"]


def test_the_page_holds_the_table_the_recipes_and_the_plot(reproduction: Reproduction) -> None:
    html = page(reproduction)
    assert html.count("<tr") == 1 + 8
    assert "Both recipes use MobileNetV2" in html
    assert "upside down" in html
    assert "L-BFGS" in html
    assert "<svg" in html
    assert "Training loss" in html


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, Any]:
    status = main(["reproduce", *arguments, "--json"])
    return status, json.loads(capsys.readouterr().out)


def test_the_command_prints_one_document_and_writes_the_report(
    weights: Path, cache: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "report"
    folder = write_dataset(tmp_path / "dataset", 5).folder
    write_preparation(folder, {"a-tower": 2, "a-church": 1, "b-tower": 2})
    options = ["--weights", str(weights), "--epochs", "1", "--batch", "5", "--device", "cpu"]
    options += ["--cache", str(cache), "--out", str(out)]
    status, (found,) = run(capsys, str(folder), *options)
    assert (status, found["batch"], found["steps"]) == (0, 5, 4)
    assert json.loads((out / "reproduction.json").read_text(encoding="utf-8")) == found
    assert "<svg" in (out / "reproduction.html").read_text(encoding="utf-8")
    assert list(cache.glob("*.safetensors"))


def test_a_dataset_with_nothing_to_test_on_is_one_sentence(
    tmp_path: Path, weights: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_dataset(tmp_path, 4)
    write_preparation(tmp_path, {})
    assert main(["reproduce", str(tmp_path), "--weights", str(weights)]) == 1
    said = capsys.readouterr().err
    assert "no photos to train and test on under the honest protocol" in said


def test_a_folder_that_holds_something_else_is_not_replaced(
    dataset: Dataset, weights: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = [str(dataset.folder), "--weights", str(weights), "--out", str(dataset.folder)]
    assert main(["reproduce", *arguments]) == 1
    assert "holds something else" in capsys.readouterr().err


@pytest.mark.parametrize("wrong", [["--epochs", "0"], ["--backbone", "resnet"], ["--batch", "x"]])
def test_wrong_usage_is_status_2(dataset: Dataset, wrong: list[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main(["reproduce", str(dataset.folder), *wrong])
    assert left.value.code == 2
