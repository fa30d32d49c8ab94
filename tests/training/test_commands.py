"""`train` and `add-place` as people call them."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from PIL import ImageOps

from inference.__main__ import main
from inference.model_files import CARD, load_model
from tests.datasets import write_dataset
from tests.models import picture_of, write_untrained_weights


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("commands")
    write_dataset(folder / "data", photos=10)
    write_untrained_weights(folder / "weights")
    (folder / "arch").mkdir()
    for seed in range(3):
        ImageOps.invert(picture_of(2, seed)).save(folder / "arch" / f"{seed}.jpg")
    return folder


@pytest.fixture(autouse=True)
def _settings(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATA_DIR", str(root / "state"))
    monkeypatch.setenv("BACKBONE", "mobilenet_v2")


@pytest.fixture(scope="module")
def model(root: Path) -> Path:
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("DATA_DIR", str(root / "state"))
        patched.setenv("BACKBONE", "mobilenet_v2")
        arguments = ["train", str(root / "data"), "--out", str(root / "model")]
        assert main([*arguments, "--weights", str(root / "weights")]) == 0
    return root / "model"


@pytest.fixture
def catalogue(root: Path, tmp_path: Path) -> Path:
    folder = tmp_path / "catalogue"
    folder.mkdir()
    for name in ("places.csv", "categories.csv"):
        shutil.copy(root / "data" / name, folder / name)
    return folder


def answer(capsys: pytest.CaptureFixture[str], *arguments: str) -> Any:
    capsys.readouterr()
    assert main([*arguments, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def test_train_prints_its_metrics_as_one_document(
    root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (metrics,) = answer(
        capsys,
        *("train", str(root / "data"), "--out", str(tmp_path / "few")),
        *("--weights", str(root / "weights"), "--photos-per-place", "4", "--seed", "2"),
    )
    assert (metrics["photos"], metrics["photos_per_place"], metrics["seed"]) == (12, 4, 2)


def test_train_goes_on_from_what_it_has_looked_at(root: Path, model: Path) -> None:
    assert [path.suffix for path in (root / "state" / "looks").iterdir()] == [".safetensors"]


def test_a_raw_folder_is_no_dataset(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["train", str(tmp_path), "--out", str(tmp_path / "model")]) == 1
    assert "inference prepare" in capsys.readouterr().err


def test_a_backbone_that_is_none_is_one_sentence(
    root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    arguments = ["train", str(root / "data"), "--out", str(tmp_path / "model")]
    assert main([*arguments, "--backbone", str(tmp_path / "nowhere")]) == 1
    assert "is no backbone" in capsys.readouterr().err


def test_a_place_of_the_catalogue_gets_more_photos(
    root: Path, model: Path, catalogue: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    added = answer(
        capsys,
        *("add-place", str(root / "arch"), "--place", "b-tower", "--model", str(model)),
        *("--catalogue", str(catalogue), "--out", str(tmp_path / "more")),
    )
    assert added == [{"id": "b-tower", "name": "Башня", "city": "Бета", "photos": 3}]
    assert load_model(tmp_path / "more").labels.places[-1].id == "b-tower"


def test_a_new_place_goes_into_the_catalogue_and_the_model_and_is_recognised(
    root: Path, model: Path, catalogue: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = (catalogue / "places.csv").read_text(encoding="utf-8")
    out = tmp_path / "extended"
    common = ["--catalogue", str(catalogue)]
    (added,) = answer(
        capsys,
        *("add-place", str(root / "arch"), "--name", "Арка", "--city", "Бета"),
        *("--category", "towers", "--lat", "56.1", "--lon", "40.4"),
        *("--model", str(model), "--out", str(out), *common),
    )
    after = (catalogue / "places.csv").read_text(encoding="utf-8")
    assert after.startswith(before)
    assert after.count("\n") == before.count("\n") + 1
    assert "- Арка, Бета: 3 photos" in (out / CARD).read_text(encoding="utf-8")
    (found,) = answer(
        capsys, "classify", str(root / "arch" / "0.jpg"), "--model", str(out), *common
    )
    assert found["places"][0]["id"] == added["id"]
    assert (found["places"][0]["lat"], found["places"][0]["lon"]) == (56.1, 40.4)


def test_the_places_of_a_dataset_that_the_model_lacks_are_added(
    root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    few = tmp_path / "two"
    shutil.copytree(root / "data", few)
    rows = (few / "photos.csv").read_text(encoding="utf-8").splitlines()
    more = write_more_places(few, rows)
    train = ["train", str(few), "--out", str(tmp_path / "model")]
    assert main([*train, "--weights", str(root / "weights")]) == 0
    (few / "photos.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    added = answer(
        capsys,
        *("add-place", "--dataset", str(few), "--model", str(tmp_path / "model")),
        *("--out", str(tmp_path / "all")),
    )
    assert [place["id"] for place in added] == [more]


def write_more_places(folder: Path, rows: list[str]) -> str:
    """Put a fourth place beside the three, whose photos the first training does not see."""
    places = folder / "places.csv"
    text = places.read_text(encoding="utf-8")
    places.write_text(text + "b-arch,Арка,,towers,towers,Бета,,,\n", encoding="utf-8")
    (folder / "photos.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    for line in list(rows):
        if line.startswith("b-tower") and ",train," in line:
            rows.append(line.replace("b-tower", "b-arch", 1))
    return "b-arch"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--place", "nowhere"], "no place with the id"),
        (["--name", "Арка"], "--name and --city"),
        (["--name", "Арка", "--city", "Бета"], "--category: one of"),
        (
            ["--name", "Арка", "--city", "Бета", "--category", "towers", "--lat", "100"],
            "must be degrees",
        ),
    ],
)
def test_what_is_missing_or_wrong_is_one_sentence_and_changes_nothing(
    root: Path,
    model: Path,
    catalogue: Path,
    arguments: list[str],
    words: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    before = (catalogue / "places.csv").read_bytes(), load_model(model).version
    command = ["add-place", str(root / "arch"), *arguments, "--model", str(model)]
    assert main([*command, "--catalogue", str(catalogue)]) == 1
    assert words in capsys.readouterr().err
    assert before == ((catalogue / "places.csv").read_bytes(), load_model(model).version)


def test_the_bundled_model_and_catalogue_stay_as_they_are(
    root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["add-place", str(root / "arch"), "--name", "Арка", "--city", "Владимир"]
    assert main([*command, "--category", "towers"]) == 1
    assert "--out" in capsys.readouterr().err
    assert main([*command, "--category", "towers", "--out", str(tmp_path / "model")]) == 1
    assert "--catalogue" in capsys.readouterr().err
