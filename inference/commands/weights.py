"""`weights`: the ImageNet weights that training starts from."""

from __future__ import annotations

import argparse
from pathlib import Path

from inference.weights import fetch_weights

DEFAULT_FOLDER = Path("weights")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--out", type=Path, default=DEFAULT_FOLDER, metavar="FOLDER")


def run(options: argparse.Namespace) -> int:
    print(f"Written: {fetch_weights(options.out)}")
    return 0
