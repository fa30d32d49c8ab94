"""`prepare`: raw files, folders of photos or a catalogue → a clean, split dataset."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from inference.commands.options import (
    add_catalogue,
    add_device,
    add_json,
    print_json,
    settings_of,
)
from inference.data.choosing import DUPLICATE_FILTERS
from inference.data.preparation_report import table
from inference.data.preparing import Preparation, prepare
from inference.data.quality import FILTERS
from inference.data.splits import Shares

_FILTERS = (*FILTERS, *DUPLICATE_FILTERS)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "raw",
        nargs="+",
        type=Path,
        metavar="RAW_DIR",
        help="folders of <CITY>_places.csv and <CITY>_images.csv files, or of CITY/PLACE/*.jpg, "
        "or catalogues with downloaded photos",
    )
    parser.add_argument("--out", type=Path, required=True, metavar="DATASET")
    parser.add_argument(
        "--without",
        type=_filters,
        action="extend",
        default=[],
        metavar="FILTER",
        help=f"only flag what this filter would drop ({', '.join(_FILTERS)}); may be repeated",
    )
    parser.add_argument("--seed", type=int, default=0, help="of the split (default: 0)")
    parser.add_argument("--val-share", type=_share, default=0.1, help="default: 0.1")
    parser.add_argument("--test-share", type=_share, default=0.1, help="default: 0.1")
    parser.add_argument(
        "--image-text-model",
        metavar="MODEL",
        help="also find collages by this CLIP or SigLIP model (hub name or folder)",
    )
    parser.add_argument("--zero-shot-threshold", type=_probability, metavar="P")
    add_catalogue(parser)
    add_device(parser)
    add_json(parser)


def run(options: argparse.Namespace) -> int:
    settings = settings_of(options)
    if options.val_share + options.test_share > 0.9:
        print("The shares of val and test must leave a tenth for training.", file=sys.stderr)
        raise SystemExit(2)
    asked = Preparation(
        raw=tuple(options.raw),
        out=options.out,
        catalogue=settings.catalogue,
        model=settings.model_folder,
        device=settings.device,
        limits=settings.limits,
        without=frozenset(options.without),
        seed=options.seed,
        shares=Shares(options.val_share, options.test_share),
        image_text_model=settings.image_text_model,
        zero_shot_threshold=settings.zero_shot_threshold,
    )
    try:
        report = prepare(asked)
    except KeyboardInterrupt:
        print("Interrupted; run the same command again to go on.", file=sys.stderr)
        return 130
    if options.json:
        print_json(report.document())
    else:
        print(table(report))
        print(f"Written: {options.out}; its report.html shows what was dropped.")
    return 0


def _filters(text: str) -> list[str]:
    names = [name.strip() for name in text.split(",") if name.strip()]
    unknown = [name for name in names if name not in _FILTERS]
    if unknown:
        raise argparse.ArgumentTypeError(
            f"no filter {unknown[0]!r}; there are {', '.join(_FILTERS)}"
        )
    return names


def _share(text: str) -> float:
    value = float(text)
    if not 0 <= value < 1:
        raise argparse.ArgumentTypeError("must be 0 or more and less than 1")
    return value


def _probability(text: str) -> float:
    value = float(text)
    if not 0 < value <= 1:
        raise argparse.ArgumentTypeError("must be more than 0, and 1 at most")
    return value
