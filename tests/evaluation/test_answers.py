from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import torch
from PIL import Image

from inference.data.dataset import Dataset
from inference.evaluation.answers import EvaluationError, collect, with_places_of
from inference.place import Place
from inference.recognizer import Recognizer
from tests.evaluation.datasets import write_dataset
from tests.models import PLACES, small_catalogue, small_labels, write_untrained_model

STRANGER = Place("x-park", "Парк", "sport", "Гамма")


@pytest.fixture(scope="module")
def recognizer(tmp_path_factory: pytest.TempPathFactory) -> Recognizer:
    folder = tmp_path_factory.mktemp("models") / "model"
    write_untrained_model(folder)
    return Recognizer.load(folder, small_catalogue(), "cpu", "torch")


def test_every_photo_of_the_split_is_scored_in_its_order(
    recognizer: Recognizer, tmp_path: Path
) -> None:
    dataset = Dataset.load(write_dataset(tmp_path / "d", {"train": 1, "test": 6}))
    answers = collect(recognizer, dataset, ["test"])
    assert answers.photos == dataset.of("test")
    assert answers.places.tolist() == [0] * 6 + [1] * 6 + [2] * 6
    assert answers.categories.tolist() == [2] * 6 + [0] * 6 + [2] * 6
    assert answers.cities == ("Альфа",) * 12 + ("Бета",) * 6
    assert set(answers.training_photos.tolist()) == {20}
    assert answers.scores.place_logits.shape == (18, 3)


def test_scores_are_those_that_are_answered(recognizer: Recognizer, tmp_path: Path) -> None:
    dataset = Dataset.load(write_dataset(tmp_path / "d", {"test": 1}))
    scores = collect(recognizer, dataset, ["test"]).scores
    inputs = []
    for photo in dataset.photos:
        assert photo.path is not None
        with Image.open(photo.path) as image:
            inputs.append(recognizer.prepare(image.convert("RGB")))
    answers = recognizer.recognize(inputs, [None] * len(inputs))
    for i, answer in enumerate(answers):
        assert answer.confidence == pytest.approx(float(scores.confidence[i]), abs=1e-3)
        places = scores.place_logits[i].softmax(0)
        assert answer.places[0].probability == pytest.approx(float(places.max()), abs=1e-3)
        best = float(scores.category_probabilities[i].max())
        assert answer.categories[0].probability == pytest.approx(best, abs=1e-3)


def test_a_place_that_the_model_lacks_is_told_from_one_under_another_id(
    recognizer: Recognizer, tmp_path: Path
) -> None:
    renamed = replace(PLACES[0], id="another-id", name="БАШНЯ ")
    dataset = Dataset.load(write_dataset(tmp_path / "d", {"test": 1}, (renamed, STRANGER)))
    answers = collect(recognizer, dataset, ["test"])
    assert answers.places.tolist() == [0, -1]
    assert answers.known.tolist() == [True, False]
    assert answers.training_photos.tolist() == [20, 0]


def test_of_another_dataset_only_unknown_places_are_added(
    recognizer: Recognizer, tmp_path: Path
) -> None:
    dataset = Dataset.load(write_dataset(tmp_path / "d", {"test": 1}))
    places = (*PLACES, STRANGER)
    other = Dataset.load(write_dataset(tmp_path / "o", {"train": 1, "test": 1}, places))
    answers = collect(recognizer, dataset, ["test"], other)
    assert answers.places.tolist() == [0, 1, 2, -1, -1]
    with pytest.raises(EvaluationError, match=r"no photo of a place the model lacks\.$"):
        collect(recognizer, dataset, ["test"], dataset)


def test_a_split_without_photos_is_an_error(recognizer: Recognizer, tmp_path: Path) -> None:
    dataset = Dataset.load(write_dataset(tmp_path / "d", {"train": 1, "val": 1}))
    with pytest.raises(EvaluationError, match=r"no photo in test; .* has: train, val\.$"):
        collect(recognizer, dataset, ["test"])


def test_files_that_the_service_would_refuse_are_reported(
    recognizer: Recognizer, tmp_path: Path
) -> None:
    dataset = Dataset.load(write_dataset(tmp_path / "d", {"test": 1}))
    broken, missing, _ = dataset.photos
    assert broken.path is not None
    assert missing.path is not None
    broken.path.write_bytes(b"no photo")
    missing.path.unlink()
    answers = collect(recognizer, dataset, ["test"])
    assert len(answers.photos) == len(answers.scores.confidence) == 1
    assert [photo for photo, _ in answers.refused] == [broken, missing]
    assert "JPEG" in answers.refused[0][1]


def test_a_dataset_of_broken_files_is_an_error(recognizer: Recognizer, tmp_path: Path) -> None:
    dataset = Dataset.load(write_dataset(tmp_path / "d", {"test": 1}))
    for photo in dataset.photos:
        assert photo.path is not None
        photo.path.write_bytes(b"no photo")
    with pytest.raises(EvaluationError, match=r"^None of the photos can be read"):
        collect(recognizer, dataset, ["test"])


def test_places_that_the_catalogue_lacks_are_answered_all_the_same() -> None:
    complete = with_places_of(small_labels(), small_catalogue(PLACES[:1]))
    assert set(complete.places) == {place.id for place in PLACES}
    assert complete.places["b-tower"].category == "towers"
    assert set(complete.cities) == {"Альфа", "Бета"}


def test_batches_of_scores_join_in_their_order(recognizer: Recognizer, tmp_path: Path) -> None:
    dataset = Dataset.load(write_dataset(tmp_path / "d", {"test": 6}))
    many = collect(recognizer, dataset, ["test"]).scores.place_logits
    last = replace(dataset, photos=dataset.photos[-3:])
    few = collect(recognizer, last, ["test"]).scores.place_logits
    assert torch.allclose(many[-3:], few, atol=0.05)
