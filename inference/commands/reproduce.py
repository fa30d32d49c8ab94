"""`reproduce`: the reference's recipe and this project's, on the same photos."""

from __future__ import annotations

import argparse
from pathlib import Path

from inference.backbones.spec import CONVOLUTIONAL
from inference.commands.options import add_device, add_json, positive, print_json, settings_of
from inference.commands.weights import DEFAULT_FOLDER
from inference.data.dataset import Dataset
from inference.device import select_device
from inference.reproduction.document import document, table
from inference.reproduction.networks import OF_REFERENCE, choose_network
from inference.reproduction.plan import Plan
from inference.reproduction.report import FIGURES_FILE, PAGE, write_report
from inference.reproduction.running import reproduce
from inference.writing import check_replaceable

DEFAULTS = Plan()


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("dataset", type=Path, metavar="DATASET")
    parser.add_argument(
        "--backbone",
        choices=CONVOLUTIONAL,
        help=f"default: {OF_REFERENCE} if its weights lie in --weights, else mobilenet_v2",
    )
    parser.add_argument("--epochs", type=positive, default=DEFAULTS.epochs, help="default: 3")
    parser.add_argument(
        "--batch", type=positive, default=DEFAULTS.batch, help="rows in a step (default: 32)"
    )
    parser.add_argument("--out", type=Path, metavar="REPORT_DIR", help=f"for {PAGE}")
    parser.add_argument(
        "--weights", type=Path, default=DEFAULT_FOLDER, help="what `make weights` has fetched"
    )
    parser.add_argument(
        "--cache",
        type=Path,
        metavar="FOLDER",
        help="what the network says of photos, kept (default: as train, in DATA_DIR)",
    )
    parser.add_argument("--seed", type=int, default=DEFAULTS.seed, help="default: 42")
    add_device(parser)
    add_json(parser)


def run(options: argparse.Namespace) -> int:
    settings = settings_of(options)
    device = select_device(settings.device)
    if options.out is not None:
        check_replaceable(options.out, FIGURES_FILE)  # before the hour that it may take
    reproduction = reproduce(
        Dataset.load(options.dataset),
        choose_network(options.backbone, options.weights),
        options.weights,
        Plan(options.epochs, options.batch, options.seed),
        device,
        options.cache or settings.data_dir / "looks",
    )
    if options.out is not None:
        write_report(options.out, reproduction)
    if options.json:
        print_json([document(reproduction)])
    else:
        print(table(reproduction))
        if options.out is not None:
            print(f"\nWritten: {options.out / PAGE}")
    return 0
