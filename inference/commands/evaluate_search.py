"""`evaluate-search`: how well search answers judged queries."""

from __future__ import annotations

import argparse
import dataclasses
from pathlib import Path

from inference.commands.options import add_catalogue, add_json, print_json, settings_of
from inference.loading import load_catalogue, load_searcher
from inference.search.evaluation import Scores, evaluate, read_queries

_COLUMNS = ("queries", "ndcg", "hit_at_1", "hit_at_5", "mrr", "speechless", "silent")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("queries", type=Path, metavar="QUERIES.jsonl")
    parser.add_argument("--split", help="only the queries of this split")
    parser.add_argument("--encoder", help="hub name or folder of the text encoder")
    add_catalogue(parser)
    add_json(parser)


def run(options: argparse.Namespace) -> int:
    settings = settings_of(options)
    queries = read_queries(options.queries)
    if options.split is not None:
        queries = [query for query in queries if query.split == options.split]
    report = evaluate(load_searcher(settings, load_catalogue(settings)), queries)
    if options.json:
        print_json([dataclasses.asdict(report)])
        return 0
    print(f"{'':<18}" + "".join(f"{name:>12}" for name in _COLUMNS))
    for name, scores in {**report.slices, "all": report.overall}.items():
        print(f"{name:<18}" + _row(scores))
    print(f"\n{report.median_ms:.1f} ms a query in the median, {report.p95_ms:.1f} ms for 95 %")
    return 0


def _row(scores: Scores) -> str:
    values = (getattr(scores, name) for name in _COLUMNS)
    return "".join(
        f"{value:>12.3f}" if isinstance(value, float) else f"{'–' if value is None else value:>12}"
        for value in values
    )
