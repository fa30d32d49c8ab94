"""`weights`: the ImageNet weights that training starts from."""

from __future__ import annotations

import argparse
from pathlib import Path

from inference.backbones.spec import CONVOLUTIONAL
from inference.weights import fetch_weights

DEFAULT_FOLDER = Path("weights")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--out", type=Path, default=DEFAULT_FOLDER, metavar="FOLDER")
    parser.add_argument("--backbone", choices=CONVOLUTIONAL, default=CONVOLUTIONAL[0])


def run(options: argparse.Namespace) -> int:
    print(f"Written: {fetch_weights(options.out, options.backbone)}")
    return 0
