from __future__ import annotations

from pathlib import Path

import pytest
import torch

from inference.evaluation import calibration_error, evaluate, hit_rate, macro_f1
from inference.recognizer import Recognizer
from tests.models import PLACES, small_catalogue, write_raw, write_untrained_model


def test_hit_rate_counts_targets_among_the_first_k() -> None:
    scores = torch.tensor([[3.0, 2.0, 1.0], [1.0, 2.0, 3.0]])
    targets = torch.tensor([1, 0])
    assert [hit_rate(scores, targets, k) for k in (1, 2, 3)] == [0.0, 0.5, 1.0]


def test_a_constant_score_hits_nothing() -> None:
    assert hit_rate(torch.zeros(4, 10), torch.arange(4), 5) == 0.0


def test_calibration_error_is_the_gap_between_confidence_and_hits() -> None:
    probabilities = torch.tensor([[0.8, 0.2]] * 10)
    targets = torch.tensor([0] * 8 + [1] * 2)
    assert calibration_error(probabilities, targets) == pytest.approx(0.0, abs=1e-6)
    assert calibration_error(probabilities, torch.ones(10).long()) == pytest.approx(0.8)


def test_macro_f1_weighs_classes_alike() -> None:
    predicted, targets = torch.tensor([0] * 10), torch.tensor([0] * 9 + [1])
    assert macro_f1(predicted, targets) == pytest.approx((18 / 19 + 0) / 2)
    assert macro_f1(targets, targets) == 1.0


def test_a_model_is_evaluated_on_raw_folders(tmp_path: Path) -> None:
    write_untrained_model(tmp_path / "model")
    write_raw(tmp_path / "raw", photos=2, duplicates=1)
    catalogue = small_catalogue()
    recognizer = Recognizer.load(tmp_path / "model", catalogue, "cpu")
    report = evaluate(recognizer, [tmp_path / "raw"], catalogue)
    assert (report.photos, report.unusable_rows, report.unseen_photos) == (6, 3, 0)
    assert report.place_hit_at_5 == report.category_hit_at_5 == 1.0
    assert report.refused == 0.0  # the untrained model finds everything known


def test_photos_of_places_that_the_model_lacks_are_counted_apart(tmp_path: Path) -> None:
    write_untrained_model(tmp_path / "model")
    write_raw(tmp_path / "raw", photos=1)
    recognizer = Recognizer.load(tmp_path / "model", small_catalogue(PLACES[:2]), "cpu")
    report = evaluate(recognizer, [tmp_path / "raw"], small_catalogue())
    assert (report.photos, report.unseen_photos) == (2, 1)
    assert report.refused_unseen == 0.0
