"""A dataset of three places, two of one name, and the report of how it was prepared."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from inference.backbones.convolutional import Convolutional
from inference.data.dataset import Dataset
from inference.reproduction.labelled import LabelledPhotos, label
from inference.reproduction.networks import choose_network, load_network
from tests.datasets import write_dataset
from tests.models import write_untrained_weights

PHOTOS = 10


@pytest.fixture(scope="session")
def weights(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("weights")
    write_untrained_weights(folder)
    return folder


@pytest.fixture(scope="session")
def backbone(weights: Path) -> Convolutional:
    return load_network(choose_network(None, weights), weights)


@pytest.fixture(scope="session")
def dataset(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    """«Башня» of Альфа and of Бета, whose name therefore has two rows, and «Церковь»."""
    dataset = write_dataset(tmp_path_factory.mktemp("dataset"), PHOTOS)
    write_preparation(dataset.folder, {"a-tower": 2, "a-church": 1, "b-tower": 2})
    return dataset


@pytest.fixture(scope="session")
def labelled(dataset: Dataset) -> LabelledPhotos:
    return label(dataset)


def write_preparation(
    folder: Path, copies: dict[str, int], dropped: tuple[dict[str, object], ...] = ()
) -> None:
    report = {"cities": [], "dropped": list(dropped), "copies": copies}
    (folder / "report.json").write_text(json.dumps(report), encoding="utf-8")
