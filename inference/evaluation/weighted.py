"""Measures over weighted photos, for many weightings at once.

`weights` (n, R) says how often each of n photos counts in each of R resamples; every measure gives
R values, nan where a resample has nothing to measure. A column of ones gives the measure itself.
"""

from __future__ import annotations

import torch
from torch import Tensor

_ROWS = 1024  # photos ranked against all others at a time, which bounds the memory


def mean(values: Tensor, weights: Tensor) -> Tensor:
    """The mean of values (n,): (R,)."""
    return (values.to(weights.dtype) @ weights) / weights.sum(0)


def calibration_error(confidence: Tensor, right: Tensor, weights: Tensor, bins: int) -> Tensor:
    """Expected calibration error (Naeini et al. 2015) in equal-width bins of confidence (n,)."""
    gaps = (right.to(weights.dtype) - confidence.to(weights.dtype))[:, None] * weights
    which = (confidence * bins).long().clamp(max=bins - 1)
    return _sums(gaps, which, bins).abs().sum(0) / weights.sum(0)


def chance_of_error(confidence: Tensor, bins: int, level: float, draws: int = 1000) -> float:
    """The calibration error that calibrated answers (n,) stay under in the share `level` of cases.

    Each draw makes every answer right with the probability that its confidence says.
    """
    if len(confidence) == 0:
        return 0.0
    random = torch.Generator().manual_seed(0)
    drawn = torch.rand(len(confidence), draws, generator=random) < confidence[:, None]
    gaps = drawn.to(confidence.dtype) - confidence[:, None]
    which = (confidence * bins).long().clamp(max=bins - 1)
    errors = _sums(gaps, which, bins).abs().sum(0) / len(confidence)
    return float(errors.double().quantile(level))


def macro_f1(predicted: Tensor, targets: Tensor, inside: Tensor, weights: Tensor) -> Tensor:
    """F1 averaged over the classes that occur in a part of the photos, `inside` (n,).

    Photos of other classes count against a class wherever they are; its own outside the part do
    not count at all.
    """
    classes = int(torch.cat([predicted, targets, torch.zeros(1, dtype=torch.long)]).max()) + 1
    told = inside | (predicted != targets)
    right = inside & (predicted == targets)
    found = _sums(weights[right], targets[right], classes)  # (classes, R)
    answered = _sums(weights[told], predicted[told], classes)
    occurring = _sums(weights[inside], targets[inside], classes)
    f1 = 2 * found / (answered + occurring).clamp(min=1)
    return _mean_where(f1, occurring > 0)


def outranking(scores: Tensor, targets: Tensor, weights: Tensor) -> Tensor:
    """How many photos of other classes score as high as each photo for its class: (n, R).

    Of scores (n, C). The costly half of `mean_average_precision`, and the same for every part.
    """
    counts = torch.empty(len(targets), weights.shape[1], dtype=weights.dtype)
    for part in torch.split(torch.arange(len(targets)), _ROWS):
        own = targets[part]
        as_high = scores[part, own][:, None] <= scores[:, own].T  # (part, n)
        others = as_high & (own[:, None] != targets)
        counts[part] = others.to(weights.dtype) @ weights
    return counts


def mean_average_precision(
    scores: Tensor, targets: Tensor, inside: Tensor, weights: Tensor, others: Tensor
) -> Tensor:
    """Average precision of scores (n, C), averaged over the classes that occur `inside`.

    As scikit-learn's `average_precision_score` of each class against the rest: the mean, over the
    photos of a class, of the precision among those scored as high or higher. Photos outside the
    part count as those of `macro_f1` do. `others` is what `outranking` gives.
    """
    of_classes = [torch.full((weights.shape[1],), torch.nan, dtype=weights.dtype)]
    for label in torch.unique(targets[inside]).tolist():
        own = (inside & (targets == label)).nonzero().flatten()
        score, count = scores[own, label], weights[own]
        as_high = (score >= score[:, None]).to(weights.dtype) @ count  # (own, R)
        precision = as_high / (as_high + others[own]).clamp(min=1)
        of_classes.append((precision * count).sum(0) / count.sum(0))
    return torch.stack(of_classes).nanmean(0)


def auroc(positives: Tensor, negatives: Tensor, weights: tuple[Tensor, Tensor]) -> Tensor:
    """The chance that a positive scores above a negative, ties counted half."""
    of_positives, of_negatives = _by_score(positives, negatives, weights)
    below = of_negatives.cumsum(0) - of_negatives / 2
    return (of_positives * below).sum(0) / (of_positives.sum(0) * of_negatives.sum(0))


def false_positive_rate(
    positives: Tensor, negatives: Tensor, weights: tuple[Tensor, Tensor], found: float
) -> Tensor:
    """The share of negatives that pass the highest threshold that the share `found` passes."""
    of_positives, of_negatives = _by_score(positives, negatives, weights)
    passing = of_positives.flip(0).cumsum(0)  # from the highest score down
    # Counts are whole numbers, and single precision must not push a threshold one score too low.
    enough = passing >= found * of_positives.sum(0) - 1e-3
    first = enough.to(torch.int8).argmax(0)
    accepted = of_negatives.flip(0).cumsum(0).gather(0, first[None])[0]
    share = accepted / of_negatives.sum(0)
    return torch.where(of_positives.sum(0) > 0, share, torch.nan)


def _by_score(
    positives: Tensor, negatives: Tensor, weights: tuple[Tensor, Tensor]
) -> tuple[Tensor, Tensor]:
    """Weights of positives and negatives at each distinct score, ascending."""
    values, which = torch.unique(torch.cat([positives, negatives]), return_inverse=True)
    return (
        _sums(weights[0], which[: len(positives)], len(values)),
        _sums(weights[1], which[len(positives) :], len(values)),
    )


def _sums(weights: Tensor, groups: Tensor, count: int) -> Tensor:
    """Rows of weights (n, R) added up by group (n,): (count, R)."""
    empty = torch.zeros(count, weights.shape[1], dtype=weights.dtype)
    return empty.index_add_(0, groups, weights)


def _mean_where(values: Tensor, counted: Tensor) -> Tensor:
    return torch.where(counted, values, 0).sum(0) / counted.sum(0)
