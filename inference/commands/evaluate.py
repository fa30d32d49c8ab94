"""`evaluate`: how well a model does on the photos of a dataset."""

from __future__ import annotations

import argparse
from pathlib import Path

from inference.commands.options import add_device, add_json, print_json, settings_of
from inference.data.dataset import SPLITS, Dataset
from inference.device import DeviceError, select_device
from inference.evaluation.answers import collect, with_places_of
from inference.evaluation.document import Subject, document
from inference.evaluation.figures import evaluate
from inference.evaluation.report import DOCUMENT, PAGE, write_report
from inference.evaluation.table import lines
from inference.model_files import ModelError, load_model
from inference.recognizer import Recognizer
from inference.writing import check_replaceable


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("model", type=Path, metavar="MODEL")
    parser.add_argument("dataset", type=Path, metavar="DATASET", help="what `prepare` has written")
    parser.add_argument(
        "--split",
        type=_splits,
        default=("test",),
        metavar="SPLIT",
        help=f"{', '.join(SPLITS)}, several with commas, or all (default: test)",
    )
    parser.add_argument(
        "--unknown",
        type=Path,
        metavar="DATASET",
        help="another dataset, whose photos of places the model lacks should not be known",
    )
    parser.add_argument(
        "--out", type=Path, metavar="REPORT_DIR", help=f"folder for {PAGE} and {DOCUMENT}"
    )
    add_device(parser)
    add_json(parser)


def run(options: argparse.Namespace) -> int:
    settings = settings_of(options)
    if options.out is not None:
        check_replaceable(options.out, DOCUMENT)  # before the minutes that scoring takes
    dataset = Dataset.load(options.dataset)
    unknown = None if options.unknown is None else Dataset.load(options.unknown)
    model = load_model(options.model)
    try:
        device = select_device(settings.device)
    except DeviceError as error:
        raise ModelError(str(error)) from error
    recognizer = Recognizer(model, with_places_of(model.labels, dataset.catalogue), device)
    answers = collect(recognizer, dataset, options.split, unknown, settings.limits)
    evaluation = evaluate(answers)
    subject = Subject(
        options.model, recognizer.version, options.dataset, options.split, options.unknown
    )
    if options.out is not None:
        write_report(options.out, answers, evaluation, subject, dataset)
    if options.json:
        print_json([document(answers, evaluation, subject)])
    else:
        print(lines(answers, evaluation, subject))
        if options.out is not None:
            print(f"\nWritten: {options.out / PAGE}, {options.out / DOCUMENT}")
    return 1 if answers.refused else 0


def _splits(text: str) -> tuple[str, ...]:
    given = SPLITS if text == "all" else tuple(dict.fromkeys(text.split(",")))
    for split in given:
        if split not in SPLITS:
            raise argparse.ArgumentTypeError(
                f"{split!r} is no split; give {', '.join(SPLITS)} or all"
            )
    return given
