"""From a catalogue with downloaded photos to a recogniser of its places, command by command."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from inference.__main__ import main
from inference.data.dataset import Dataset
from inference.model_files import load_model
from tests.data.catalogues import LICENCE, downloaded, row, write_listing
from tests.models import PLACES, jpeg_of, write_untrained_weights

PHOTOS = 10


def write_cities(folder: Path, *numbers: int) -> Path:
    """These of the three places, with ten photos each and one that was not downloaded."""
    places = [replace(PLACES[number], wikidata=f"Q{number + 1}") for number in numbers]
    photos = [
        downloaded(folder, PLACES[n].id, f"{n}-{seed}", jpeg_of(n, seed))
        for n in numbers
        for seed in range(PHOTOS)
    ]
    photos.append(row(places[0].id, "far"))
    names = [(place.id, "en", "name", f"{place.id} in English") for place in places]
    return write_listing(folder, places, photos, wordings=names)


@pytest.fixture(autouse=True)
def _settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "state"))
    monkeypatch.setenv("BACKBONE", "mobilenet_v2")


def test_a_catalogue_becomes_a_recogniser_of_its_places(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def run(*arguments: object) -> None:
        assert main([str(argument) for argument in arguments]) == 0

    dataset, model = tmp_path / "dataset", tmp_path / "model"
    write_untrained_weights(tmp_path / "weights")
    run("prepare", write_cities(tmp_path / "two", 0, 1), "--out", tmp_path / "few")
    run("train", tmp_path / "few", "--out", model, "--weights", tmp_path / "weights")
    assert {place.id for place in load_model(model).labels.places} == {"a-tower", "a-church"}

    run("prepare", write_cities(tmp_path / "three", 0, 1, 2), "--out", dataset)
    run("add-place", "--dataset", dataset, "--model", model, "--out", tmp_path / "more")
    capsys.readouterr()
    run("evaluate", tmp_path / "more", dataset, "--json", "--out", tmp_path / "evaluation")
    told = json.loads(capsys.readouterr().out)
    assert told

    shown = Dataset.load(dataset).of("test")[0]
    assert (shown.licence, (shown.author or "")[:10]) == (LICENCE, "Author of ")
    run("classify", str(shown.path), "--model", tmp_path / "more", "--catalogue", dataset, "--json")
    (answer,) = json.loads(capsys.readouterr().out)
    assert answer["places"][0]["id"] == shown.place_id

    run("credits", dataset, "--json")
    (credits,) = json.loads(capsys.readouterr().out)
    assert len(credits["photos"]) == 3 * PHOTOS
    assert (credits["without_credit"], credits["incomplete"]) == (0, 0)
