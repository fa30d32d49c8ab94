"""`evaluate`: how well a model does on photos whose places are known."""

from __future__ import annotations

import argparse
import dataclasses
import math
from pathlib import Path

from inference.commands.options import (
    add_catalogue,
    add_device,
    add_json,
    print_json,
    settings_of,
)
from inference.evaluation import evaluate
from inference.loading import load_catalogue, load_recognizer


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("model", type=Path, metavar="MODEL")
    parser.add_argument("raw", nargs="+", type=Path, metavar="RAW_DIR")
    add_catalogue(parser)
    add_device(parser)
    add_json(parser)


def run(options: argparse.Namespace) -> int:
    settings = settings_of(options)
    catalogue = load_catalogue(settings)
    report = dataclasses.asdict(
        evaluate(load_recognizer(settings, catalogue), options.raw, catalogue)
    )
    # JSON has no nan: a share of no photos is null.
    figures = {
        name: None if isinstance(value, float) and math.isnan(value) else value
        for name, value in report.items()
    }
    if options.json:
        print_json([figures])
    else:
        for name, value in figures.items():
            shown = (
                f"{value:.3f}" if isinstance(value, float) else ("–" if value is None else value)
            )
            print(f"{name.replace('_', ' '):<22}{shown:>8}")
    return 0
