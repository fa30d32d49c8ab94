"""An evaluation in words and tables: rows of cells, and as lines for the terminal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from inference.evaluation.answers import Answers
from inference.evaluation.bootstrap import Estimate
from inference.evaluation.document import Subject, notes
from inference.evaluation.figures import Evaluation, Part

_DASH = "–"
_ROWS = (
    ("hit@1", "hit@1"),
    ("precision@5 (hit@5)", "hit@5"),
    ("hit@1 within the right city", "hit@1_in_city"),
    ("hit@5 within the right city", "hit@5_in_city"),
    ("macro-F1", "macro_f1"),
    ("mAP", "map"),
    ("NLL, nats", "nll"),
    ("NLL before calibration", "nll_before"),
    ("ECE", "ece"),
    ("ECE before calibration", "ece_before"),
)
_UNKNOWN = (
    ("AUROC of confidence", "unknown_auroc"),
    ("FPR@95 % TPR", "unknown_fpr@95"),
    ("known places refused", "refused"),
)
_OF_PARTS = (
    ("place hit@1", "place_hit@1"),
    ("place hit@5", "place_hit@5"),
    ("place macro-F1", "place_macro_f1"),
    ("category hit@1", "category_hit@1"),
    ("place ECE", "place_ece"),
    ("unknown AUROC", "unknown_auroc"),
)
# What a page has room for beside those.
_MORE_OF_PARTS = (
    ("place hit@1 in city", "place_hit@1_in_city"),
    ("place hit@5 in city", "place_hit@5_in_city"),
    ("place mAP", "place_map"),
    ("place NLL", "place_nll"),
    ("place NLL before", "place_nll_before"),
    ("place ECE before", "place_ece_before"),
    ("category hit@5", "category_hit@5"),
    ("category macro-F1", "category_macro_f1"),
    ("category mAP", "category_map"),
    ("category NLL", "category_nll"),
    ("category NLL before", "category_nll_before"),
    ("category ECE", "category_ece"),
    ("category ECE before", "category_ece_before"),
    ("unknown FPR@95", "unknown_fpr@95"),
    ("refused", "refused"),
)


@dataclass(frozen=True, slots=True)
class Table:
    """A title, column heads, and rows as long as the heads; the first column names the row."""

    title: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def summary(evaluation: Evaluation) -> Table:
    """Places and categories over all photos, each beside its trivial baselines."""
    rows = []
    for label, name in _ROWS:
        cells = [label]
        for head in ("place", "category"):
            key = f"{head}_{name}"
            for figures in (evaluation.overall.figures, evaluation.frequent, evaluation.chance):
                figure = figures.get(key)
                cells.append("" if figure is None else shown(figure))
        rows.append(tuple(cells))
    base = ("most frequent", "chance")
    heads = ("", "places", *base, "categories", *base)
    return Table(f"All {evaluation.overall.photos} photos", heads, tuple(rows))


def unknown(evaluation: Evaluation) -> Table:
    """How well confidence tells known places from unknown ones."""
    of_known, of_unknown = evaluation.overall.figures, evaluation.unknown.figures
    rows = [(label, shown(of_known[name])) for label, name in _UNKNOWN]
    rows.append(("unknown places refused", shown(of_unknown["refused"])))
    rows.append(("category hit@1 of unknown places", shown(of_unknown["category_hit@1"])))
    rows.append(("category hit@5 of unknown places", shown(of_unknown["category_hit@5"])))
    title = (
        f"Places that the model lacks: {evaluation.unknown.photos} photos of "
        f"{evaluation.unknown_places} places"
    )
    return Table(title, ("", ""), tuple(rows))


def of_parts(evaluation: Evaluation, every_figure: bool = False) -> tuple[Table, ...]:
    """A table of the cities, one of the categories, one by number of training photos."""
    columns = [*_OF_PARTS, *_MORE_OF_PARTS] if every_figure else [*_OF_PARTS]
    if not evaluation.unknown.photos:
        columns = [column for column in columns if not column[1].startswith("unknown")]
    return (
        _table("By city", columns, evaluation.cities),
        _table("By category", columns, evaluation.categories),
        _table("By training photos of the place", columns, evaluation.training_photos),
    )


def lines(answers: Answers, evaluation: Evaluation, subject: Subject) -> str:
    """The whole evaluation for the terminal."""
    head = (
        f"{subject.model} ({subject.version}, {len(answers.labels.places)} places) on "
        f"{', '.join(subject.splits)} of {subject.dataset}: {len(answers.photos)} photos"
    )
    tables = [summary(evaluation)]
    if evaluation.unknown.photos:
        tables.append(unknown(evaluation))
    tables += of_parts(evaluation)
    parts = [head, "\n".join(notes(answers, subject)), *(_lines(table) for table in tables)]
    if any(part.few for part in _parts(evaluation)):
        parts.append("* few photos: these figures say little.")
    if answers.refused:
        parts.append("\n".join(f"{photo.path}: {why}" for photo, why in answers.refused))
    return "\n\n".join(parts)


def shown(figure: Estimate) -> str:
    """A figure with its interval: `0.962 [0.950, 0.973]`."""
    if figure.value is None:
        return _DASH
    if figure.low is None or figure.high is None:
        return f"{figure.value:.3f}"
    return f"{figure.value:.3f} [{figure.low:.3f}, {figure.high:.3f}]"


def _parts(evaluation: Evaluation) -> tuple[Part, ...]:
    return (*evaluation.cities, *evaluation.categories, *evaluation.training_photos)


def _table(title: str, columns: Sequence[tuple[str, str]], parts: Sequence[Part]) -> Table:
    return Table(
        title,
        ("", "photos", *(label for label, _ in columns)),
        tuple(
            (
                f"{part.name}\N{NO-BREAK SPACE}*" if part.few else part.name,
                str(part.photos),
                *(shown(part.figures[name]) for _, name in columns),
            )
            for part in parts
        ),
    )


def _lines(table: Table) -> str:
    cells = [table.heads, *table.rows]
    widths = [max(len(row[i]) for row in cells) for i in range(len(table.heads))]
    text = [table.title]
    for row in cells:
        first = row[0].ljust(widths[0])
        rest = (cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True))
        text.append("  ".join((first, *rest)).rstrip())
    return "\n".join(line for line in text if line)
