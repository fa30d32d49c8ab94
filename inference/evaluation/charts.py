"""The plots of an evaluation."""

from __future__ import annotations

import torch
from markupsafe import Markup
from matplotlib.ticker import PercentFormatter
from torch import Tensor

from inference.evaluation.answers import ABSENT, Answers
from inference.evaluation.measures import BINS, auroc
from inference.reporting.plots import Plot, plot

_BEFORE, _AFTER, _UNKNOWN = "#c77d2e", "#1d6fd1", "#c0392b"


def charts(answers: Answers) -> list[Markup]:
    """Every plot that the answers have material for."""
    known, scores = answers.known, answers.scores
    told = known & (answers.categories != ABSENT)
    found = [
        _reliability(
            "Reliability: places",
            scores.place_logits[known].softmax(1),
            scores.uncalibrated_place_logits[known].softmax(1),
            answers.places[known],
        ),
        _reliability(
            "Reliability: categories",
            scores.category_probabilities[told],
            scores.category_logits[told].softmax(1),
            answers.categories[told],
        ),
        _risk_coverage(answers),
        _confidences(answers),
    ]
    if bool((~known).any()) and bool(known.any()):
        found.append(_roc(scores.confidence[known], scores.confidence[~known]))
    return found


def reliability(probabilities: Tensor, targets: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """Mean confidence, share of hits and photos of each bin of the first answer that has photos."""
    confidence, first = probabilities.max(1)
    which = (confidence * BINS).long().clamp(max=BINS - 1)
    count = torch.bincount(which, minlength=BINS)
    sure = torch.bincount(which, confidence, minlength=BINS)
    right = torch.bincount(which, (first == targets).float(), minlength=BINS)
    filled = count > 0
    return (sure / count)[filled], (right / count)[filled], count[filled]


def risk_coverage(order: Tensor, wrong: Tensor) -> tuple[Tensor, Tensor]:
    """The share of photos answered and the share of wrong ones among them, surest first (N,)."""
    sorted_wrong = wrong[order.argsort(descending=True, stable=True)].double()
    number = torch.arange(1, len(wrong) + 1, dtype=torch.float64)
    return number / len(wrong), sorted_wrong.cumsum(0) / number


def _reliability(title: str, after: Tensor, before: Tensor, targets: Tensor) -> Markup:
    with plot(title) as drawn:
        drawn.axes.plot([0, 1], [0, 1], color="#999", linewidth=0.8, linestyle="--")
        for name, colour, probabilities in (
            ("before calibration", _BEFORE, before),
            ("after", _AFTER, after),
        ):
            confidence, hits, count = reliability(probabilities, targets)
            area = 12 + 150 * count / max(1, int(count.sum()))
            drawn.axes.plot(
                confidence.tolist(), hits.tolist(), color=colour, label=name, linewidth=1.2
            )
            drawn.axes.scatter(
                confidence.tolist(), hits.tolist(), s=area.tolist(), color=colour, alpha=0.7
            )
        drawn.axes.set_xlabel("probability of the first answer (dots grow with photos)")
        drawn.axes.set_ylabel("share that is right")
        _percent(drawn, both=True)
        drawn.axes.legend(frameon=False, loc="lower right")
    return drawn.svg


def _risk_coverage(answers: Answers) -> Markup:
    known, scores = answers.known, answers.scores
    highest, given = scores.place_logits[known].softmax(1).max(1)
    wrong = given != answers.places[known]
    with plot("Risk and coverage: places") as drawn:
        for name, colour, order in (
            ("surest probability first", _AFTER, highest),
            ("surest confidence first", _BEFORE, scores.confidence[known]),
        ):
            coverage, risk = risk_coverage(order, wrong)
            drawn.axes.plot(
                coverage.tolist(), risk.tolist(), color=colour, label=name, linewidth=1.2
            )
        drawn.axes.set_xlabel("share of photos answered")
        drawn.axes.set_ylabel("share of answers that are wrong")
        drawn.axes.set_ylim(bottom=0)
        _percent(drawn, both=True)
        drawn.axes.legend(frameon=False)
    return drawn.svg


def _confidences(answers: Answers) -> Markup:
    scores = answers.scores
    with plot("Confidence") as drawn:
        for name, colour, part in (
            ("places that the model has", _AFTER, answers.known),
            ("places that it lacks", _UNKNOWN, ~answers.known),
        ):
            if bool(part.any()):
                values = scores.confidence[part].tolist()
                share = [1 / len(values)] * len(values)
                drawn.axes.hist(
                    values,
                    bins=20,
                    range=(0, 1),
                    weights=share,
                    color=colour,
                    alpha=0.55,
                    label=name,
                )
        drawn.axes.axvline(scores.threshold, color="#333", linewidth=1, linestyle="--")
        drawn.axes.set_xlabel(f"confidence (known from {scores.threshold:.2f} on, dashed)")
        drawn.axes.set_ylabel("share of those photos")
        _percent(drawn)
        drawn.axes.legend(loc="upper center", edgecolor="none", framealpha=0.9)
    return drawn.svg


def _roc(known: Tensor, unknown: Tensor) -> Markup:
    thresholds = torch.unique(torch.cat([known, unknown])).flip(0)
    found = [float((known >= at).double().mean()) for at in thresholds]
    accepted = [float((unknown >= at).double().mean()) for at in thresholds]
    with plot(f"Known against unknown: AUROC {auroc(known, unknown):.3f}") as drawn:
        drawn.axes.plot([0, 1], [0, 1], color="#999", linewidth=0.8, linestyle="--")
        drawn.axes.plot([0, *accepted], [0, *found], color=_AFTER, linewidth=1.4)
        drawn.axes.axhline(0.95, color="#333", linewidth=0.6, linestyle=":")
        drawn.axes.set_xlabel("unknown places accepted")
        drawn.axes.set_ylabel("known places accepted")
        _percent(drawn, both=True)
    return drawn.svg


def _percent(drawn: Plot, *, both: bool = False) -> None:
    if both:
        drawn.axes.xaxis.set_major_formatter(PercentFormatter(1.0))
    drawn.axes.yaxis.set_major_formatter(PercentFormatter(1.0))
