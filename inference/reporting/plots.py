"""Plots as SVG that stands inside a page."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager

from markupsafe import Markup
from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.figure import Figure


class Plot:
    """One pair of axes; `svg` is what the page takes, once the drawing is done."""

    def __init__(self, axes: Axes) -> None:
        self.axes = axes
        self.svg = Markup()


@contextmanager
def plot(title: str, width: float = 4.6, height: float = 3.4) -> Iterator[Plot]:
    """Axes to draw on, in inches; no window and no global state of the plotting library."""
    # Text stays text, and equal data gives equal bytes.
    with rc_context({"svg.fonttype": "none", "svg.hashsalt": "orientir", "font.size": 9.0}):
        figure = Figure(figsize=(width, height), layout="constrained")
        drawn = Plot(figure.add_subplot())
        drawn.axes.set_title(title)
        drawn.axes.spines[["top", "right"]].set_visible(False)
        yield drawn
        buffer = io.StringIO()
        figure.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None})
        text = buffer.getvalue()
        # The XML prologue has no place inside HTML. What remains is the library's own markup.
        drawn.svg = Markup(text[text.index("<svg") :])  # noqa: S704
