"""`evaluate-search`: how well search answers judged queries."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from tqdm import tqdm

from inference.commands.options import add_catalogue, add_json, print_json, settings_of
from inference.evaluation.bootstrap import Estimate
from inference.loading import load_catalogue, load_searcher
from inference.search.evaluation import FIGURES, Report, Scores, evaluate
from inference.search.judged import read_queries
from inference.search.stages import Stage


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("queries", type=Path, metavar="QUERIES.jsonl")
    parser.add_argument("--split", help="only the queries of this split")
    parser.add_argument("--encoder", help="hub name or folder of the text encoder")
    parser.add_argument(
        "--no-stages", action="store_true", help="do not compare with each stage left out"
    )
    add_catalogue(parser)
    add_json(parser)


def run(options: argparse.Namespace) -> int:
    settings = settings_of(options)
    catalogue = load_catalogue(settings)
    queries = read_queries(options.queries, catalogue)
    if options.split is not None:
        queries = [query for query in queries if query.split == options.split]
    searcher = load_searcher(settings, catalogue)
    stages = () if options.no_stages else tuple(Stage)
    if not settings.image_text_model:
        stages = tuple(stage for stage in stages if stage is not Stage.PHOTOS)
    with tqdm(total=len(queries) * (1 + len(stages)), desc="Searching", unit="query") as bar:
        report = evaluate(searcher, queries, stages, bar.update)
    if options.json:
        print_json([_document(report)])
    else:
        print(_text(report))
    return 0


def _document(report: Report) -> dict[str, Any]:
    return {
        "overall": _scores(report.overall),
        "slices": {name: _scores(scores) for name, scores in report.slices.items()},
        "stages": {
            stage.name.lower(): {
                **_figure("change", comparison.change),
                "better": comparison.better,
                "worse": comparison.worse,
            }
            for stage, comparison in report.stages.items()
        },
        "milliseconds": dict(report.milliseconds),
    }


def _scores(scores: Scores) -> dict[str, Any]:
    document: dict[str, Any] = {"queries": scores.queries}
    for name, figure in scores.figures.items():
        document |= _figure(name, figure)
    return document


def _figure(name: str, figure: Estimate) -> dict[str, Any]:
    interval = None if figure.low is None else [figure.low, figure.high]
    return {name: figure.value, f"{name}_interval": interval}


def _text(report: Report) -> str:
    lines = [f"{'':<16}{'queries':>8}" + "".join(f"{name:>19}" for name in FIGURES)]
    for name, scores in {**report.slices, "all": report.overall}.items():
        cells = (_cell(scores.figures[figure]) for figure in FIGURES)
        lines.append(f"{name:<16}{scores.queries:>8}" + "".join(f"{cell:>19}" for cell in cells))
    if report.stages:
        lines += ["", f"{'stage':<16}{'worth':>25}{'better':>8}{'worse':>8}"]
    for stage, one in report.stages.items():
        worth = _cell(one.change, sign="+")
        lines.append(
            f"{stage.name.lower():<16}{worth:>25}{one.better:>8}{one.worse:>8}  {stage.value}"
        )
    times = report.milliseconds
    lines += ["", ", ".join(f"{name} {value:.1f} ms" for name, value in times.items())]
    return "\n".join(lines)


def _cell(figure: Estimate, sign: str = "") -> str:
    """0.958 [0.94, 0.97], or a dash."""
    if figure.value is None:
        return "–"
    if figure.low is None or figure.high is None:
        return f"{figure.value:{sign}.3f}"
    return f"{figure.value:{sign}.3f} [{figure.low:{sign}.2f}, {figure.high:{sign}.2f}]"
