"""`train`: from raw folders with photos to a model folder."""

from __future__ import annotations

import argparse
from pathlib import Path

from inference.commands.options import (
    add_catalogue,
    add_device,
    add_json,
    print_json,
    settings_of,
)
from inference.commands.weights import DEFAULT_FOLDER
from inference.loading import load_catalogue
from inference.model_files import LABELS
from inference.training import train
from inference.writing import check_replaceable


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("raw", nargs="+", type=Path, metavar="RAW_DIR")
    parser.add_argument("--out", type=Path, required=True, metavar="MODEL")
    parser.add_argument(
        "--weights", type=Path, default=DEFAULT_FOLDER, help="what `make weights` has fetched"
    )
    parser.add_argument("--seed", type=int, default=0)
    add_catalogue(parser)
    add_device(parser)
    add_json(parser)


def run(options: argparse.Namespace) -> int:
    settings = settings_of(options)
    check_replaceable(options.out, LABELS)  # before the hours that training takes
    metrics = train(
        options.raw,
        options.out,
        load_catalogue(settings),
        options.weights,
        seed=options.seed,
        device=settings.device,
    )
    if options.json:
        print_json([metrics])
    else:
        print(f"Written: {options.out}; its MODEL_CARD.md tells how well it does.")
    return 0
