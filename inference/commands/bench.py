"""`bench`: how fast this machine answers; docs/benchmarks.md explains each figure."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from pathlib import Path

from inference.bench.pictures import made_up_pictures, read_pictures
from inference.bench.report import SCALES, SECTIONS, Plan
from inference.bench.report import run as measure
from inference.bench.table import text_of
from inference.commands.options import (
    add_backend,
    add_catalogue,
    add_device,
    add_json,
    positive,
    print_json,
    settings_of,
)
from inference.loading import load_models

_PHOTOS = 64
_MADE_UP = 12


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--photos", type=Path, metavar="FOLDER", help="JPEG files to ask about")
    parser.add_argument("--model", type=Path, metavar="FOLDER", help="instead of the bundled model")
    add_catalogue(parser)
    add_device(parser)
    add_backend(parser)
    parser.add_argument(
        "--only", nargs="+", choices=SECTIONS, default=SECTIONS, help="leave out the other sections"
    )
    parser.add_argument(
        "--seconds", type=_seconds, default=5.0, help="how long each load lasts (default: 5)"
    )
    parser.add_argument(
        "--starts", type=positive, default=3, help="how often each program starts (default: 3)"
    )
    parser.add_argument(
        "--scale",
        action="store_true",
        help="search 100,000 and 1,000,000 generated places too: minutes more, and 3 GB of memory",
    )
    add_json(parser)


def run(options: argparse.Namespace) -> int:
    settings = settings_of(options)
    pictures = (
        made_up_pictures(_MADE_UP)
        if options.photos is None
        else read_pictures(options.photos, _PHOTOS)
    )
    plan = Plan(
        sections=options.only,
        seconds=options.seconds,
        scales=SCALES if options.scale else (),
        starts=options.starts,
    )
    report = measure(plan, settings, load_models(settings), pictures)
    if options.json:
        print_json(asdict(report))
    else:
        print(text_of(report))
    return 0


def _seconds(text: str) -> float:
    value = float(text)
    if not 0 < value <= 3600:
        raise argparse.ArgumentTypeError("must be more than 0, at most 3600")
    return value
