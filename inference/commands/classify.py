"""`classify`: what photos show."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import torch
from tqdm import tqdm

from inference.answers import recognition_object
from inference.commands.options import (
    add_backend,
    add_catalogue,
    add_device,
    add_json,
    add_question,
    city_of,
    print_json,
    settings_of,
)
from inference.images import ImageError, ImageLimits, check_size, decode
from inference.loading import load_catalogue, load_recognizer
from inference.recognizer import Recognizer

_BATCH = 16


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("photos", nargs="+", type=Path, metavar="PHOTO")
    parser.add_argument("--model", type=Path, metavar="FOLDER", help="instead of the bundled model")
    add_catalogue(parser)
    add_device(parser)
    add_backend(parser)
    add_question(parser)
    add_json(parser)


def run(options: argparse.Namespace) -> int:
    settings = settings_of(options)
    catalogue = load_catalogue(settings)
    city = city_of(options, catalogue)
    recognizer = load_recognizer(settings, catalogue)
    answers = []
    hidden = not sys.stderr.isatty() or len(options.photos) < _BATCH
    with tqdm(total=len(options.photos), unit="photo", disable=hidden, leave=False) as progress:
        for answer in _answers(recognizer, settings.limits, options, city):
            answers.append(answer)
            progress.update()
    if options.json:
        print_json(answers)
    else:
        print("\n\n".join(_text(answer) for answer in answers))
    return 1 if any("error" in answer for answer in answers) else 0


def _answers(
    recognizer: Recognizer, limits: ImageLimits, options: argparse.Namespace, city: str | None
) -> Iterator[dict[str, Any]]:
    """One JSON object a photo, in the order given."""

    def prepare(path: Path) -> torch.Tensor | dict[str, str]:
        try:
            check_size(path.stat().st_size, limits)  # before it is read
            image = decode(path.read_bytes(), limits, recognizer.input_side)
        except ImageError as error:
            return {"code": str(error.code), "message": str(error)}
        except OSError as error:
            return {"code": "unreadable", "message": f"{error.strerror or error}."}
        return recognizer.prepare(image)

    photos: Sequence[Path] = options.photos
    with ThreadPoolExecutor(2) as pool:
        for start in range(0, len(photos), _BATCH):
            paths = photos[start : start + _BATCH]
            prepared = list(pool.map(prepare, paths))
            inputs = [item for item in prepared if isinstance(item, torch.Tensor)]
            answers = iter(recognizer.recognize(inputs, [city] * len(inputs), options.k))
            for path, item in zip(paths, prepared, strict=True):
                if isinstance(item, dict):
                    yield {"photo": str(path), "error": item}
                else:
                    yield recognition_object(str(path), next(answers), options.lang)


def _text(answer: dict[str, Any]) -> str:
    if "error" in answer:
        return f"{answer['photo']}: {answer['error']['message']}"
    verdict = "known place" if answer["known"] else "not a place I know"
    lines = [f"{answer['photo']}: {verdict}, confidence {answer['confidence']:.0%}"]
    lines += [f"  {g['probability']:>6.1%}  {g['label']}" for g in answer["categories"]]
    lines += [f"  {g['probability']:>6.1%}  {g['name']}, {g['city']}" for g in answer["places"]]
    return "\n".join(lines)
