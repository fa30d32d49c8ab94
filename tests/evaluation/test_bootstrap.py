from __future__ import annotations

import math

import pytest
import torch
from torch import Tensor

from inference.evaluation import bootstrap, weighted
from inference.evaluation.bootstrap import Draws, Estimate, Kind, Measure, estimate


def one_by_one(count: int) -> Draws:
    return Draws(torch.arange(count), count)


def share(right: Tensor) -> Measure:
    return Measure(lambda weights: weighted.mean(right, weights), len(right), Kind.SHARE)


def interval(right: Tensor) -> Estimate:
    return estimate({"share": share(right)}, one_by_one(len(right)))["share"]


def test_equal_answers_give_equal_intervals() -> None:
    right = torch.rand(100, generator=torch.Generator().manual_seed(0)) < 0.7
    assert interval(right) == interval(right)


def test_an_interval_is_that_of_the_normal_distribution_where_photos_are_many() -> None:
    right = torch.arange(1000) < 800
    found = interval(right)
    assert found.value == pytest.approx(0.8)
    assert found.low == pytest.approx(0.8 - 1.96 * math.sqrt(0.16 / 1000), abs=0.003)
    assert found.high == pytest.approx(0.8 + 1.96 * math.sqrt(0.16 / 1000), abs=0.003)


def test_intervals_cover_the_truth_nearly_always() -> None:
    random = torch.Generator().manual_seed(1)
    covered = 0
    for _ in range(100):
        found = interval(torch.rand(150, generator=random) < 0.9)
        assert found.low is not None
        assert found.high is not None
        covered += found.low <= 0.9 <= found.high
    assert 89 <= covered <= 100


def test_a_perfect_share_is_not_certain() -> None:
    found = interval(torch.ones(20))
    assert found.value == found.high == 1.0
    assert found.low == pytest.approx(0.839, abs=0.001)  # Wilson's interval of 20 in 20
    one_missed = interval(torch.arange(300) > 0)
    none_missed = interval(torch.ones(300))
    assert one_missed.low is not None
    assert none_missed.low is not None
    assert one_missed.low < none_missed.low


def test_too_few_photos_get_no_interval() -> None:
    assert interval(torch.tensor([1.0, 0.0, 1.0, 1.0])) == Estimate(0.75)


def test_of_no_photo_there_is_no_figure() -> None:
    of_nothing = Measure(lambda weights: torch.full((weights.shape[1],), torch.nan), 0)
    assert estimate({"nothing": of_nothing}, one_by_one(5))["nothing"] == Estimate(None)


def test_photos_of_one_unknown_place_are_drawn_together() -> None:
    draws = Draws(torch.tensor([0, 1, 2, 3, 3, 4, 4]), known=3)
    (weights,) = draws.weights(200)
    assert torch.equal(weights[3], weights[4])
    assert torch.equal(weights[5], weights[6])
    assert (weights[:3].sum(0) == 3).all()
    assert (weights[[3, 5]].sum(0) == 2).all()


def test_whole_places_give_wider_intervals_than_their_photos() -> None:
    right = (torch.arange(20) % 4 < 3).repeat_interleave(10)  # places all right or all wrong
    by_photo = estimate({"": share(right)}, Draws(torch.arange(200), 0))[""]
    by_place = estimate({"": share(right)}, Draws(torch.arange(20).repeat_interleave(10), 0))[""]
    assert by_photo.low is not None
    assert by_place.low is not None
    assert by_place.low < by_photo.low - 0.05


def calibration(confidence: Tensor, right: Tensor) -> Estimate:
    measure = Measure(
        lambda weights: weighted.calibration_error(confidence, right, weights, 15),
        len(confidence),
        Kind.ERROR,
        weighted.chance_of_error(confidence, 15, 0.975),
    )
    return estimate({"ece": measure}, one_by_one(len(confidence)), 300)["ece"]


def test_the_calibration_error_of_a_calibrated_model_may_be_nothing() -> None:
    random = torch.Generator().manual_seed(2)
    covered = 0
    for _ in range(20):
        confidence = 0.5 + 0.5 * torch.rand(300, generator=random)
        found = calibration(confidence, torch.rand(300, generator=random) < confidence)
        covered += found.low == 0.0
    assert covered >= 18


def test_the_calibration_error_of_an_overconfident_model_is_not_nothing() -> None:
    random = torch.Generator().manual_seed(3)
    confidence = 0.6 + 0.4 * torch.rand(500, generator=random)
    found = calibration(confidence, torch.rand(500, generator=random) < confidence - 0.15)
    assert found.low is not None
    assert found.high is not None
    assert 0.05 < found.low < 0.15 < found.high


def test_resamples_come_in_parts_that_fit_into_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bootstrap, "_ELEMENTS", 1000)
    parts = list(one_by_one(100).weights(25))
    assert [weights.shape for weights in parts] == [(100, 10), (100, 10), (100, 5)]
    assert not torch.equal(parts[0], parts[1])
