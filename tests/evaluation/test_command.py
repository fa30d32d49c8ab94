"""`evaluate` as other programs call it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from inference.__main__ import main
from tests.evaluation.datasets import write_dataset
from tests.models import PLACES, write_untrained_model


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("evaluate")
    write_untrained_model(folder / "model")
    write_dataset(folder / "dataset", {"train": 1, "test": 2})
    return folder


def run(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, Any]:
    status = main(["evaluate", *map(str, arguments), "--json"])
    return status, json.loads(capsys.readouterr().out)


def test_one_document_with_every_figure_and_its_interval(
    capsys: pytest.CaptureFixture[str], folder: Path
) -> None:
    status, (found,) = run(capsys, folder / "model", folder / "dataset")
    assert status == 0
    assert (found["splits"], found["photos"], found["places"]) == (["test"], 6, 3)
    assert found["overall"]["photos"] == 6
    assert found["overall"]["place_hit@5"]["value"] == 1.0
    assert [part["city"] for part in found["cities"]] == ["Альфа", "Бета"]
    assert [part["category"] for part in found["categories"]] == ["religion", "towers"]
    assert found["baselines"]["chance"]["place_hit@1"]["value"] == pytest.approx(1 / 3)
    assert found["refused_files"] == []


def test_all_splits_or_several(capsys: pytest.CaptureFixture[str], folder: Path) -> None:
    _, (everything,) = run(capsys, folder / "model", folder / "dataset", "--split", "all")
    _, (two,) = run(capsys, folder / "model", folder / "dataset", "--split", "train,test")
    assert everything["photos"] == two["photos"] == 9
    assert everything["splits"] == ["train", "val", "test"]


def test_a_report_is_written_where_asked(
    capsys: pytest.CaptureFixture[str], folder: Path, tmp_path: Path
) -> None:
    out = tmp_path / "report"
    status = main(["evaluate", str(folder / "model"), str(folder / "dataset"), "--out", str(out)])
    printed = capsys.readouterr().out
    assert status == 0
    assert "precision@5 (hit@5)" in printed
    assert str(out / "report.html") in printed
    assert {path.name for path in out.iterdir()} == {"report.html", "evaluation.json"}


def test_a_refused_file_is_status_1(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    write_untrained_model(tmp_path / "model")
    dataset = write_dataset(tmp_path / "d", {"test": 1})
    next((dataset / "photos").rglob("*.jpg")).write_bytes(b"no photo")
    status, (found,) = run(capsys, tmp_path / "model", dataset)
    assert (status, len(found["refused_files"])) == (1, 1)


def test_what_cannot_be_evaluated_is_one_sentence(
    capsys: pytest.CaptureFixture[str], folder: Path, tmp_path: Path
) -> None:
    model, dataset = str(folder / "model"), str(folder / "dataset")
    empty = str(write_dataset(tmp_path / "empty", {}))
    raw = tmp_path / "raw"
    raw.mkdir()
    for arguments, said in (
        ([model, str(raw)], "prepare"),
        ([model, empty], "names no photo"),
        ([model, dataset, "--split", "val"], "no photo in val"),
        ([model, dataset, "--unknown", dataset], "the model lacks"),
        ([str(raw), dataset], "not a model folder"),
        ([model, dataset, "--out", dataset], "holds something else"),
        ([model, dataset, "--out", model], "holds something else"),
    ):
        assert main(["evaluate", *arguments]) == 1
        out, err = capsys.readouterr()
        assert out == ""
        assert said in err.strip().splitlines()[-1]
        assert err.strip().endswith(".")
        assert "Traceback" not in err


def test_an_unknown_split_is_wrong_usage(capsys: pytest.CaptureFixture[str], folder: Path) -> None:
    with pytest.raises(SystemExit) as left:
        main(["evaluate", str(folder / "model"), str(folder / "dataset"), "--split", "exam"])
    assert left.value.code == 2
    assert "'exam' is no split" in capsys.readouterr().err


def test_a_place_of_the_model_that_the_dataset_lacks_is_no_warning(
    capsys: pytest.CaptureFixture[str],
    folder: Path,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    dataset = write_dataset(tmp_path / "d", {"test": 1}, PLACES[:2])
    status, (found,) = run(capsys, folder / "model", dataset)
    assert (status, found["photos"], found["places"]) == (0, 2, 3)
    assert caplog.records == []
