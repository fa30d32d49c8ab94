from __future__ import annotations

from pathlib import Path

import pytest
import torch
from PIL import ImageOps

from inference.catalogue import Place
from inference.data.dataset import Dataset
from inference.images import ImageLimits
from inference.model_files import Model, load_model, save_weights
from inference.recognizer import Recognizer
from inference.training.adding import AddingError, add_places, look_at_files
from inference.training.trainer import TrainingPlan, train
from tests.datasets import write_dataset
from tests.models import PLACES, jpeg_of, picture_of, write_untrained_weights

CPU = torch.device("cpu")
EXTRA = Place("b-arch", "Арка", "towers", "Бета")


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model trained on the three places, and photos of a fourth: the third's, inverted."""
    folder = tmp_path_factory.mktemp("adding")
    write_dataset(folder / "data", photos=10)
    write_untrained_weights(folder / "weights")
    plan = TrainingPlan("mobilenet_v2", folder / "weights", "cpu")
    train(Dataset.load(folder / "data"), folder / "model", plan)
    for seed in range(6):
        ImageOps.invert(picture_of(2, 50 + seed)).save(folder / f"{seed}.png")
    return folder


@pytest.fixture
def model(root: Path) -> Model:
    return load_model(root / "model")


def looks_of(model: Model, root: Path, seeds: range) -> torch.Tensor:
    paths = [root / f"{seed}.png" for seed in seeds]
    return look_at_files(model.backbone, paths, ImageLimits(), CPU)


def test_an_added_place_is_recognised_and_the_others_still_are(
    root: Path, model: Model, tmp_path: Path
) -> None:
    extended = add_places(model, {EXTRA: looks_of(model, root, range(3))})
    save_weights(tmp_path, model.backbone, extended.scorer, extended.labels)
    catalogue = write_dataset(tmp_path / "data", photos=5).catalogue
    places = {**catalogue.places, EXTRA.id: EXTRA}
    recognizer = Recognizer(
        load_model(tmp_path), type(catalogue)(places, catalogue.categories, catalogue.cities), CPU
    )
    pictures = [ImageOps.invert(picture_of(2, 55))]
    pictures += [picture_of(place, 77) for place in range(3)]
    answers = recognizer.recognize([recognizer.prepare(p) for p in pictures], [None] * 4)
    assert [a.places[0].place.id for a in answers] == [EXTRA.id, *(place.id for place in PLACES)]


def test_what_the_model_says_of_the_other_places_stays(root: Path, model: Model) -> None:
    extended = add_places(model, {EXTRA: looks_of(model, root, range(3))})
    embeddings = torch.randn(4, model.backbone.embedding)
    before = model.scorer.evidence(embeddings).place_logits
    after = extended.scorer.evidence(embeddings).place_logits
    assert torch.equal(after[:, :3], before)
    assert after.shape == (4, 4)


def test_the_labels_count_the_photos_of_an_added_place(root: Path, model: Model) -> None:
    first = add_places(model, {EXTRA: looks_of(model, root, range(2))})
    again = Model(model.backbone, first.scorer, first.labels, model.rule, model.version)
    second = add_places(again, {EXTRA: looks_of(model, root, range(2, 5))})
    label = second.labels.places[-1]
    assert (label.id, label.photos, label.added) == (EXTRA.id, 5, True)
    assert second.labels.trained == 3


def test_photos_of_a_place_that_the_model_has_join_its_neighbours(root: Path, model: Model) -> None:
    extended = add_places(model, {PLACES[0]: looks_of(model, root, range(2))})
    assert len(extended.labels.places) == 3
    assert len(extended.scorer.bank.places) == len(model.scorer.bank.places) + 2


def test_a_place_of_another_kind_than_the_model_knows_is_refused(root: Path, model: Model) -> None:
    other = Place("x", "Вокзал", "railway_stations", "Бета")
    with pytest.raises(AddingError, match="railway_stations"):
        add_places(model, {other: looks_of(model, root, range(1))})


def test_a_file_that_is_no_photo_is_named(root: Path, model: Model, tmp_path: Path) -> None:
    (tmp_path / "note.jpg").write_bytes(jpeg_of(0, 0)[:50])
    with pytest.raises(AddingError, match=r"note\.jpg"):
        look_at_files(model.backbone, [tmp_path / "note.jpg"], ImageLimits(), CPU)
