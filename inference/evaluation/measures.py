"""The measures of an evaluation, each a number.

Scores are (N, C) over C classes, targets (N,) the right class of each of N photos. Of nothing, a
measure is nan.
"""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn.functional import nll_loss

from inference.evaluation import weighted

BINS = 15
FOUND = 0.95


def hits(scores: Tensor, targets: Tensor, k: int) -> Tensor:
    """Whether each target is among the k highest scores of its row (N,)."""
    own = scores.gather(1, targets[:, None])
    # A tie counts against the target, or a constant score would hit every time.
    return (scores >= own).sum(1) <= k


def losses(log_probabilities: Tensor, targets: Tensor) -> Tensor:
    """Negative log-likelihood of each target (N,), in nats."""
    return nll_loss(log_probabilities, targets, reduction="none")


def hit_rate(scores: Tensor, targets: Tensor, k: int) -> float:
    """hit@k: the share of rows whose target is among the k highest scores."""
    found = hits(scores, targets, k)
    return float(weighted.mean(found, _ones(found)))


def negative_log_likelihood(log_probabilities: Tensor, targets: Tensor) -> float:
    """The mean loss of the targets, in nats."""
    each = losses(log_probabilities, targets)
    return float(weighted.mean(each, _ones(each)))


def calibration_error(probabilities: Tensor, targets: Tensor, bins: int = BINS) -> float:
    """Expected calibration error of the first answer (Naeini et al. 2015), equal-width bins."""
    confidence, first = probabilities.max(1)
    return float(weighted.calibration_error(confidence, first == targets, _ones(confidence), bins))


def macro_f1(predicted: Tensor, targets: Tensor) -> float:
    """F1 averaged over the classes that occur among the targets."""
    everywhere = torch.ones_like(targets, dtype=torch.bool)
    return float(weighted.macro_f1(predicted, targets, everywhere, _ones(targets)))


def mean_average_precision(scores: Tensor, targets: Tensor) -> float:
    """mAP: the average precision of each class that occurs, averaged over those classes."""
    everywhere = torch.ones_like(targets, dtype=torch.bool)
    once = _ones(targets)
    others = weighted.outranking(scores, targets, once)
    return float(weighted.mean_average_precision(scores, targets, everywhere, once, others))


def auroc(known: Tensor, unknown: Tensor) -> float:
    """Area under the ROC curve of the confidences of photos of known and of unknown places.

    Known places, those that the model has, are the positives: 1 when each of their photos has more
    confidence than any of an unknown place, 0.5 when confidence says nothing.
    """
    return float(weighted.auroc(known, unknown, (_ones(known), _ones(unknown))))


def false_positive_rate(known: Tensor, unknown: Tensor, found: float = FOUND) -> float:
    """FPR@95: the share of photos of unknown places accepted when 95 % of the known ones are.

    The threshold is the highest that at least the share `found` of the known ones' confidences
    reach.
    """
    weights = (_ones(known), _ones(unknown))
    return float(weighted.false_positive_rate(known, unknown, weights, found))


def _ones(values: Tensor) -> Tensor:
    return torch.ones(len(values), 1, dtype=torch.float64)
