"""A reproduction as a page, and as the folder that holds it."""

from __future__ import annotations

import json
from pathlib import Path

from markupsafe import Markup

from inference.reporting.page import render
from inference.reporting.plots import plot
from inference.reproduction.document import (
    HEADER,
    document,
    figure,
    notes,
    protocols_in_words,
    recipe,
    recipes_in_words,
)
from inference.reproduction.duration import in_words
from inference.reproduction.figures import FIGURES
from inference.reproduction.recipes import OWN
from inference.reproduction.results import Curve, Reproduction
from inference.writing import whole_folder

PAGE, FIGURES_FILE = "reproduction.html", "reproduction.json"
_SMOOTHED = 10  # steps


def write_report(folder: Path, reproduction: Reproduction) -> None:
    """Write `reproduction.html` and `reproduction.json`, both or neither.

    Raises OccupiedError where the folder holds something else.
    """
    with whole_folder(folder, marker=FIGURES_FILE) as temporary:
        text = json.dumps(document(reproduction), ensure_ascii=False, indent=1, allow_nan=False)
        (temporary / FIGURES_FILE).write_text(text + "\n", encoding="utf-8")
        (temporary / PAGE).write_text(page(reproduction), encoding="utf-8")


def page(reproduction: Reproduction) -> str:
    """The page as HTML; everything it shows stands inside it."""
    rows = [
        {
            "recipe": recipe(result),
            "protocol": result.protocol,
            "steps": result.steps,
            "figures": [figure(result.figures[name]) for name in FIGURES],
            "own": result.recipe == OWN,
            "first": number > 0 and reproduction.results[number - 1].protocol != result.protocol,
        }
        for number, result in enumerate(reproduction.results)
    ]
    seconds = {
        (result.recipe, result.protocol): result.seconds
        for result in reproduction.results
        if result.seconds is not None
    }
    return render(
        "reproduction.html.j2",
        header=HEADER,
        rows=rows,
        notes=notes(reproduction),
        recipes=recipes_in_words(reproduction),
        protocols=protocols_in_words(reproduction),
        plots=[_losses(reproduction.curves)],
        seconds=seconds,
        reproduction=reproduction,
        took=in_words(reproduction.seconds),
        expected=in_words(reproduction.estimated_seconds),
    )


def _losses(curves: tuple[Curve, ...]) -> Markup:
    """Training losses by step, each a mean over the steps just before."""
    with plot("Training loss", width=6.4, height=3.8) as drawn:
        for number, curve in enumerate(curves):
            smoothed = [
                sum(part := curve.losses[max(0, step - _SMOOTHED + 1) : step + 1]) / len(part)
                for step in range(len(curve.losses))
            ]
            drawn.axes.plot(
                range(1, len(smoothed) + 1),
                smoothed,
                label=f"{curve.recipe}, {curve.protocol}",
                color="#1d6fd1" if curve.recipe == OWN else "#c0392b",
                linestyle=("-", "--")[number >= len(curves) // 2],
            )
        drawn.axes.set_xlabel("step")
        drawn.axes.set_ylabel("sum of two cross entropies, nats")
        drawn.axes.set_ylim(bottom=0)
        drawn.axes.legend(frameon=False)
    return drawn.svg
