"""From a catalogue with downloaded photos to a recogniser of its places, command by command."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

from inference.__main__ import main
from inference.catalogue import Place
from inference.data.dataset import Dataset
from inference.model_files import load_model
from tests.data.catalogues import LICENCE, downloaded, row, write_listing
from tests.data.scenes import saved, scene
from tests.models import PLACES, write_untrained_weights

ARCH = Place("b-arch", "Арка", "towers", "Бета")
COLOURS = dict(zip((*PLACES, ARCH), ("#c03020", "#20a040", "#2040c0", "#c0c020"), strict=True))
PHOTOS = 10


def jpeg(place: Place, seed: int) -> bytes:
    """A scene in the light of the place."""
    number = list(COLOURS).index(place)
    picture = scene(1000 * number + seed)
    return saved(Image.blend(picture, Image.new("RGB", picture.size, COLOURS[place]), 0.4))


def write_city(folder: Path, *places: Place) -> Path:
    """A catalogue of the places, with ten photos each and one that was not downloaded."""
    photos = [
        downloaded(folder, place.id, f"{place.id}-{seed}", jpeg(place, seed))
        for place in places
        for seed in range(PHOTOS)
    ]
    photos.append(row(places[0].id, "far"))
    names = [(place.id, "en", "name", f"{place.id} in English") for place in places]
    known = [replace(place, wikidata=f"Q{n}") for n, place in enumerate(places, start=1)]
    return write_listing(folder, known, photos, wordings=names)


@pytest.fixture(autouse=True)
def _settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "state"))
    monkeypatch.setenv("BACKBONE", "mobilenet_v2")


def test_a_catalogue_becomes_a_recogniser_of_its_places(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def run(*arguments: object) -> str:
        capsys.readouterr()
        assert main([str(argument) for argument in arguments]) == 0
        return capsys.readouterr().out

    small, dataset = tmp_path / "small", tmp_path / "dataset"
    model, more = tmp_path / "model", tmp_path / "more"
    write_untrained_weights(tmp_path / "weights")
    run("prepare", write_city(tmp_path / "three", *PLACES), "--out", small)
    run("train", small, "--out", model, "--weights", tmp_path / "weights")
    assert {place.id for place in load_model(model).labels.places} == {p.id for p in PLACES}

    run("prepare", write_city(tmp_path / "four", *PLACES, ARCH), "--out", dataset)
    (added,) = json.loads(
        run("add-place", "--dataset", dataset, "--model", model, "--out", more, "--json")
    )
    assert added["id"] == ARCH.id

    tested = Dataset.load(dataset).of("test")
    (told,) = json.loads(run("evaluate", more, dataset, "--json"))
    assert (told["photos"], told["places"]) == (len(tested), 4)
    assert told["overall"]["place_hit@1"]["value"] > 0.7

    (credits,) = json.loads(run("credits", dataset, "--json"))
    kept = json.loads((dataset / "report.json").read_text(encoding="utf-8"))["cities"][0]["kept"]
    assert len(credits["photos"]) == kept > 3 * PHOTOS
    assert (credits["without_credit"], credits["incomplete"]) == (0, 0)
    assert {photo["licence"] for photo in credits["photos"]} == {LICENCE}
