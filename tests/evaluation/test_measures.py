from __future__ import annotations

import math

import numpy as np
import pytest
import torch
from sklearn.metrics import average_precision_score, f1_score, roc_auc_score

from inference.evaluation.measures import (
    auroc,
    calibration_error,
    false_positive_rate,
    hit_rate,
    macro_f1,
    mean_average_precision,
    negative_log_likelihood,
)


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


def test_calibration_errors_of_bins_do_not_make_up_for_each_other() -> None:
    probabilities = torch.tensor([[0.9, 0.1]] * 4 + [[0.6, 0.4]] * 4)
    targets = torch.tensor([0, 0, 1, 1, 0, 0, 0, 0])
    # Half of the photos are 0.4 too sure, half 0.4 too unsure.
    assert calibration_error(probabilities, targets) == pytest.approx(0.4)


def test_an_overconfident_model_has_the_larger_calibration_error() -> None:
    random = torch.Generator().manual_seed(0)
    logits = torch.randn(2000, 5, generator=random) * 2
    targets = torch.multinomial(logits.softmax(1), 1, generator=random).flatten()
    calibrated = calibration_error(logits.softmax(1), targets)
    overconfident = calibration_error((3 * logits).softmax(1), targets)
    assert calibrated < 0.04 < overconfident


def test_macro_f1_weighs_classes_alike() -> None:
    predicted, targets = torch.tensor([0] * 10), torch.tensor([0] * 9 + [1])
    assert macro_f1(predicted, targets) == pytest.approx((18 / 19 + 0) / 2)
    assert macro_f1(targets, targets) == 1.0


def test_macro_f1_is_that_of_scikit_learn() -> None:
    random = np.random.default_rng(0)
    targets, predicted = random.integers(0, 6, 200), random.integers(0, 6, 200)
    expected = f1_score(targets, predicted, average="macro")
    assert macro_f1(torch.tensor(predicted), torch.tensor(targets)) == pytest.approx(expected)


def test_mean_average_precision_of_a_few_photos() -> None:
    scores = torch.tensor([[0.9, 0.1], [0.4, 0.6], [0.7, 0.3], [0.2, 0.8]])
    targets = torch.tensor([0, 0, 1, 1])
    # Class 0 stands first and third: (1 + 2/3) / 2; so does class 1.
    assert mean_average_precision(scores, targets) == pytest.approx(5 / 6)


def test_mean_average_precision_is_that_of_scikit_learn_ties_and_all() -> None:
    random = np.random.default_rng(1)
    targets, scores = random.integers(0, 7, 300), random.integers(0, 9, (300, 8)) / 9
    each = [average_precision_score(targets == label, scores[:, label]) for label in range(7)]
    found = mean_average_precision(torch.tensor(scores), torch.tensor(targets))
    assert found == pytest.approx(np.mean(each))


def test_the_loss_is_in_nats() -> None:
    log = torch.tensor([[0.5, 0.5], [0.25, 0.75]]).log()
    found = negative_log_likelihood(log, torch.tensor([0, 0]))
    assert found == pytest.approx((math.log(2) + math.log(4)) / 2)


def test_auroc_counts_pairs_in_the_right_order_and_ties_half() -> None:
    assert auroc(torch.tensor([0.9, 0.5]), torch.tensor([0.5, 0.1])) == pytest.approx(3.5 / 4)


def test_auroc_is_that_of_scikit_learn() -> None:
    random = np.random.default_rng(2)
    known, unknown = random.integers(2, 20, 150), random.integers(0, 15, 90)
    labels = [1] * 150 + [0] * 90
    expected = roc_auc_score(labels, [*known, *unknown])
    assert auroc(torch.tensor(known), torch.tensor(unknown)) == pytest.approx(expected)


def test_fpr_is_taken_at_the_threshold_that_95_percent_of_known_photos_pass() -> None:
    known = torch.arange(1, 101) / 100  # 95 of them are 0.06 or more
    assert false_positive_rate(known, torch.tensor([0.05, 0.055, 0.06, 0.5])) == 0.5


def test_of_nothing_there_is_no_measure() -> None:
    nothing = torch.zeros(0)
    assert math.isnan(auroc(torch.tensor([0.5]), nothing))
    assert math.isnan(hit_rate(torch.zeros(0, 3), torch.zeros(0).long(), 1))
    assert math.isnan(macro_f1(nothing.long(), nothing.long()))
