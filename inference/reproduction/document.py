"""A reproduction as JSON, as a table of text, and in sentences."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from inference.evaluation.bootstrap import Estimate
from inference.reproduction.figures import FIGURES
from inference.reproduction.own import RATE
from inference.reproduction.recipes import FREQUENT, OWN, REFERENCE
from inference.reproduction.results import Reproduction, Result, Statistics

HEADER = (
    *("recipe", "protocol", "steps"),
    *("place hit@1", "place hit@5", "category hit@1", "category hit@5"),
)
_STATISTICS = {
    None: "",
    Statistics.RUNNING: ", statistics as trained",
    Statistics.RECOMPUTED: ", statistics recomputed",
}


def document(reproduction: Reproduction) -> dict[str, object]:
    """What `--json` prints."""
    return {
        "backbone": reproduction.network.name,
        "backbone_note": reproduction.network.why,
        "device": reproduction.device,
        **dataclasses.asdict(reproduction.plan),
        "steps": reproduction.steps,
        "photos": reproduction.photos,
        "rows": reproduction.rows,
        "places": reproduction.places,
        "names": reproduction.names,
        "categories": reproduction.categories,
        "protocols": [dataclasses.asdict(sides) for sides in reproduction.sides],
        "results": [_result(result) for result in reproduction.results],
        "losses": [dataclasses.asdict(curve) for curve in reproduction.curves],
        "embedding_seconds": round(reproduction.embedding_seconds, 1),
        "estimated_seconds": round(reproduction.estimated_seconds, 1),
        "seconds": round(reproduction.seconds, 1),
        "notes": list(notes(reproduction)),
    }


def _result(result: Result) -> dict[str, object]:
    return {
        "recipe": result.recipe,
        "statistics": result.statistics,
        "protocol": result.protocol,
        "steps": result.steps,
        "seconds": None if result.seconds is None else round(result.seconds, 1),
        **{name: dataclasses.asdict(result.figures[name]) for name in FIGURES},
    }


def recipe(result: Result) -> str:
    """A result's recipe in the table."""
    if result.recipe == FREQUENT:
        return "most frequent classes"
    return result.recipe + _STATISTICS[result.statistics]


def figure(estimate: Estimate) -> tuple[str, str]:
    """A figure and its interval, to three places; the latter may be empty."""
    value = "–" if estimate.value is None else f"{estimate.value:.3f}"
    if estimate.low is None or estimate.high is None:
        return value, ""
    return value, f"{estimate.low:.2f}–{estimate.high:.2f}"


def table(reproduction: Reproduction) -> str:
    """The table for a terminal, with 95 % intervals, and under it what one has to know."""
    rows = [HEADER, *(_cells(result) for result in reproduction.results)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEADER))]
    lines = []
    for number, row in enumerate(rows):
        if number and rows[number - 1][1] != row[1]:
            lines.append("─" * (sum(widths) + 2 * len(widths) - 2))
        cells = (
            cell.ljust(width) if column < 2 else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        lines.append("  ".join(cells).rstrip())
    return "\n".join([*lines, "", *notes(reproduction)])


def _cells(result: Result) -> tuple[str, ...]:
    figures = (" ".join(figure(result.figures[name])) for name in FIGURES)
    steps = "–" if result.steps is None else str(result.steps)
    return (recipe(result), result.protocol, steps, *figures)


def protocols_in_words(reproduction: Reproduction) -> tuple[tuple[str, str], ...]:
    """Each protocol's name and what it does."""
    leaky, honest = reproduction.sides
    return (
        (
            leaky.protocol,
            f"As the reference did it: photos are joined to their places on the name alone, so "
            f"that {reproduction.photos} photos, with their dropped duplicates and as often as the "
            f"places files hold their name, are {reproduction.rows} rows; these are parted by row, "
            f"80/10/10, stratified by name. It trains on {leaky.train_rows} rows "
            f"({leaky.train_photos} photos) and tests on {leaky.test_rows} "
            f"({leaky.test_photos} photos): {leaky.in_train:.1%} of the test rows have their file "
            f"among the training rows too, {leaky.near_train:.1%} their file or one that looks "
            f"like the same scene. The rest is not used.",
        ),
        (
            honest.protocol,
            f"The dataset's own split: each photo once, duplicates and near-duplicates on one "
            f"side. It trains on {honest.train_rows} photos, those of train, and tests on "
            f"{honest.test_rows}, those of test: {honest.in_train:.1%} of them are trained on, "
            f"{honest.near_train:.1%} look like the same scene as one that is. Those of val are "
            f"not used.",
        ),
    )


def recipes_in_words(reproduction: Reproduction) -> tuple[tuple[str, str], ...]:
    """Each recipe's name and what it does."""
    plan, steps = reproduction.plan, reproduction.steps
    return (
        (
            REFERENCE,
            f"All convolutions of the pretrained network are drawn anew (Kaiming normal, fan-in, "
            f"biases 0); batch norms keep what they had. Two linear heads sit on the pooled "
            f"features. Photos are squashed to {plan.side}×{plan.side} and turned over at random, "
            f"left to right and upside down. Network and heads are trained by Adam at 1e-3 on the "
            f"sum of two cross entropies: {steps} steps of {plan.batch} rows, {plan.epochs} epochs "
            f"of the leaky protocol. “Statistics as trained” are the batch norms' running means, "
            f"which lag behind the weights; “recomputed” are their cumulative means over one more "
            f"pass of the training rows, without turning them over.",
        ),
        (
            OWN,
            f"The pretrained weights stay as they are. A photo's embedding comes from three views "
            f"of it (squashed, its mirror image, the middle), and goes into a space where photos "
            f"of one place differ alike in all directions; that space is computed, not trained by "
            f"steps. There two linear heads are fitted by AdamW at {RATE:g}, falling along half a "
            f"cosine: the same {steps} steps of {plan.batch} rows in the same order. They are "
            f"fused with the nearest training photos, and the categories with the sums over their "
            f"places. The heads of the models that train writes are fitted by L-BFGS instead, "
            f"on all rows at once.",
        ),
        (
            "most frequent classes",
            "The commonest names and categories of the training rows, whatever the photo.",
        ),
    )


def notes(reproduction: Reproduction) -> Sequence[str]:
    """What one has to know to read the table."""
    leaky, honest = reproduction.sides
    unanswerable = leaky.unanswerable + honest.unanswerable
    found = [
        reproduction.network.why,
        f"Of {reproduction.photos} photos the leaky protocol makes {reproduction.rows} rows; "
        f"{leaky.in_train:.1%} of its {leaky.test_rows} test rows have their file among the "
        f"training rows, and {honest.in_train:.1%} of the honest one's {honest.test_rows}.",
        f"Classes are {reproduction.names} names of {reproduction.places} places, and "
        f"{reproduction.categories} categories. hit@5 is what the reference called precision@5, "
        f"over photos rather than batches × batch size. Intervals hold 95 % of bootstrap samples.",
        f"Both recipes take {reproduction.steps} steps of {reproduction.plan.batch} rows; the "
        f"heads of the models that train writes are fitted by L-BFGS instead.",
    ]
    if unanswerable:
        found.append(
            f"{unanswerable} test rows whose name no training row has were left out "
            f"({leaky.unanswerable} leaky, {honest.unanswerable} honest)."
        )
    return found
