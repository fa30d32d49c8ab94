"""The training report: what was chosen and why, and the curves."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from markupsafe import Markup

from inference.labels import Labels
from inference.reporting.page import render
from inference.reporting.plots import plot

REPORT = "report.html"


def write_report(folder: Path, labels: Labels, metrics: Mapping[str, Any]) -> None:
    """Write `report.html`; its figures are those of metrics.json."""
    plots = [_losses(metrics["losses"]), _refusals(metrics["known"])]
    for name, title in (
        ("neighbour_weight", "Weight of the nearest photos"),
        ("category_from_places", "Share of the places in a category"),
    ):
        plots.append(_candidates(metrics["choices"][name], title))
    if metrics["tuning"]:
        plots = [_tuning(metrics["tuning"]), *plots]
    if metrics["study"]:
        plots.append(_few_photos(metrics["study"]))
    page = render("training.html.j2", labels=labels, metrics=metrics, plots=plots)
    (folder / REPORT).write_text(page, encoding="utf-8")


def _losses(losses: Mapping[str, list[float]]) -> Markup:
    with plot("Fitting the heads") as drawn:
        for name, values in losses.items():
            drawn.axes.plot(range(1, len(values) + 1), values, label=name.replace("_", " "))
        drawn.axes.set(xlabel="evaluation of the loss", ylabel="regularised log loss", yscale="log")
        drawn.axes.legend()
    return drawn.svg


def _refusals(known: Mapping[str, Any]) -> Markup:
    with plot("Known, or not: what a threshold refuses") as drawn:
        at = [point[0] for point in known["curve"]]
        for column, label in ((1, "photos of known places"), (2, "of unseen places")):
            values = [point[column] for point in known["curve"]]
            if None not in values:
                drawn.axes.plot(at, values, marker="o", label=label)
        drawn.axes.axvline(known["threshold"], color="grey", linestyle=":", label="threshold")
        drawn.axes.set(xlabel="threshold of confidence", ylabel="share refused", ylim=(0, 1))
        drawn.axes.legend()
    return drawn.svg


def _candidates(choice: Mapping[str, Any], title: str) -> Markup:
    with plot(title) as drawn:
        values, losses = zip(*choice["log_loss"], strict=True)
        drawn.axes.plot(values, losses, marker="o")
        drawn.axes.axvline(choice["chosen"], color="grey", linestyle=":", label="chosen")
        drawn.axes.set(xlabel="candidate", ylabel="log loss on held-out photos")
        drawn.axes.legend()
    return drawn.svg


def _tuning(epochs: list[Mapping[str, float]]) -> Markup:
    with plot("Tuning the network") as drawn:
        at = [epoch["number"] for epoch in epochs]
        drawn.axes.plot(at, [e["train_loss"] for e in epochs], marker="o", label="training loss")
        drawn.axes.plot(at, [e["val_loss"] for e in epochs], marker="o", label="validation loss")
        drawn.axes.plot(at, [e["val_hit_at_1"] for e in epochs], marker="o", label="hit@1")
        drawn.axes.set(xlabel="epoch", ylim=(0, None))
        drawn.axes.legend()
    return drawn.svg


def _few_photos(study: Mapping[str, Any]) -> Markup:
    with plot("How few photos suffice") as drawn:
        points = [p for p in study["few_photos"] if p["photos_per_place"] is not None]
        at = [point["photos_per_place"] for point in points]
        for key, label in (("place_hit@1", "hit@1"), ("place_hit@5", "hit@5")):
            means = [point[key]["mean"] for point in points]
            errors = [point[key]["standard_error"] for point in points]
            drawn.axes.errorbar(at, means, errors, marker="o", capsize=2, label=label)
        drawn.axes.set(xlabel="photos of each place", ylabel="share found", xscale="log")
        drawn.axes.set_xticks(at, [str(number) for number in at])
        drawn.axes.legend()
    return drawn.svg
