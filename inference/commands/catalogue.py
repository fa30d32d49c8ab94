"""`catalogue`: the places of raw files, with every row accounted for."""

from __future__ import annotations

import argparse
import dataclasses
from pathlib import Path

from inference import bundled
from inference.catalogue import read_categories
from inference.commands.options import add_json, print_json
from inference.data.places import PlacesReport, read_raw_folders, write_catalogue


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("raw", nargs="+", type=Path, metavar="RAW_DIR", help="folders of raw files")
    parser.add_argument("--out", type=Path, required=True, metavar="CATALOGUE")
    parser.add_argument(
        "--categories",
        type=Path,
        default=bundled.CATALOGUE / "categories.csv",
        help="table of the categories (default: the bundled one)",
    )
    add_json(parser)


def run(options: argparse.Namespace) -> int:
    categories = {category.id: category for category in read_categories(options.categories)}
    report = read_raw_folders(options.raw, categories)
    written = write_catalogue(options.out, report.places, categories.values())
    if options.json:
        print_json(
            [
                {
                    "files": [{"file": f, "read": n} for f, n in report.read.items()],
                    "places": len(report.places),
                    "unusable": [dataclasses.asdict(problem) for problem in report.problems],
                }
            ]
        )
    else:
        print(_table(report))
        print("Written: " + ", ".join(str(path) for path in written))
    return 1 if report.problems else 0


def _table(report: PlacesReport) -> str:
    width = max(len(name) for name in report.read)
    lines = [f"{name:<{width}}  {count:>5} rows" for name, count in report.read.items()]
    rows, unusable = sum(report.read.values()), len(report.problems)
    lines.append(f"{'':<{width}}  {rows:>5} rows are {len(report.places)} places")
    lines.append(f"{'':<{width}}  {unusable:>5} unusable{':' if unusable else ''}")
    for problem in report.problems:
        name = f" ({problem.name})" if problem.name else ""
        lines.append(
            f"  {problem.file}, row {problem.row}{name}: {problem.reason}: {problem.detail}"
        )
    return "\n".join(lines)
