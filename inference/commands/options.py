"""Options that several commands share, and how their answers are printed."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from inference.catalogue import LANGUAGES, Catalogue
from inference.settings import InferenceSettings, read_settings


def add_json(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="print one JSON document and no more")


def add_catalogue(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--catalogue", type=Path, metavar="FOLDER", help="instead of the bundled")


def add_device(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--device", choices=("auto", "cpu", "cuda"), help="default: auto")


def add_backend(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--backend",
        choices=("auto", "torch", "openvino"),
        help="what runs the model; default: auto",
    )


def add_question(parser: argparse.ArgumentParser) -> None:
    """What every question about places can say: the city, how many answers, the language."""
    parser.add_argument("--city", help="only places of this city")
    parser.add_argument("-k", type=positive, default=5, help="how many places (default: 5)")
    parser.add_argument("--lang", choices=LANGUAGES, default="ru", help="language of the labels")


def settings_of(options: argparse.Namespace) -> InferenceSettings:
    """The settings, with what the command line gives before what the environment gives."""
    given = {
        name: getattr(options, name, None)
        for name in (
            *("model", "catalogue", "device", "backend", "encoder", "backbone"),
            *("image_text_model", "zero_shot_threshold"),
        )
    }
    return read_settings(InferenceSettings, **given)


def city_of(options: argparse.Namespace, catalogue: Catalogue) -> str | None:
    """The catalogue's name of the city given; exits with 2 when it knows no such city."""
    if options.city is None:
        return None
    city = catalogue.find_city(options.city)
    if city is None:
        known = ", ".join(sorted(catalogue.cities))
        print(f"The catalogue has no city {options.city!r}; it has {known}.", file=sys.stderr)
        raise SystemExit(2)
    return city


def print_json(document: object) -> None:
    text = json.dumps(document, ensure_ascii=False, indent=1, allow_nan=False)
    # A file name may hold bytes that are no UTF-8, which Python keeps as lone surrogates.
    print(text.encode("utf-8", "surrogateescape").decode("utf-8", "replace"))


def positive(text: str) -> int:
    value = int(text)
    if value < 1:
        raise argparse.ArgumentTypeError("must be 1 or more")
    return value
