"""`train`: from a dataset to a model folder."""

from __future__ import annotations

import argparse
import os
from pathlib import Path
from typing import Any

from inference.commands.options import add_device, add_json, positive, print_json, settings_of
from inference.commands.weights import DEFAULT_FOLDER
from inference.data.dataset import Dataset
from inference.model_files import LABELS
from inference.training.trainer import TrainingPlan, train
from inference.training.tuning import TuningPlan
from inference.writing import check_replaceable


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("dataset", type=Path, metavar="DATASET", help="what `prepare` has written")
    parser.add_argument("--out", type=Path, required=True, metavar="MODEL")
    parser.add_argument(
        "--backbone",
        help="mobilenet_v2, mobilenet_v3_large, mobilenet_v3_small, efficientnet_lite0, several of "
        "them joined by +, or the folder or hub name of a transformers vision model",
    )
    parser.add_argument(
        "--weights", type=Path, default=DEFAULT_FOLDER, help="folder of the pretrained weights"
    )
    parser.add_argument(
        "--tune", type=positive, metavar="EPOCHS", help="tune the whole network first, at most so"
    )
    parser.add_argument("--tuning-rate", type=float, help="of the backbone (default: 1e-4)")
    parser.add_argument("--batch", type=positive, help="photos a step of tuning (default: 32)")
    parser.add_argument(
        "--photos-per-place", type=positive, metavar="N", help="fit so many, drawn by the seed"
    )
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument(
        "--everything", action="store_true", help="fit the test photos too, for a model that ships"
    )
    parser.add_argument(
        "--distractors", type=Path, metavar="DATASET", help="photos of no place of the catalogue"
    )
    parser.add_argument(
        "--study", action="store_true", help="measure fewer photos and places left out as well"
    )
    parser.add_argument(
        "--weight-bits", type=int, choices=(8, 16), default=16, help="how the backbone is stored"
    )
    parser.add_argument("--side", type=positive, help="of what the network looks at, in pixels")
    parser.add_argument(
        "--looks", type=int, choices=(1, 3), default=3, help="how often a photo is looked at"
    )
    add_device(parser)
    add_json(parser)


def run(options: argparse.Namespace) -> int:
    settings = settings_of(options)
    check_replaceable(options.out, LABELS)  # before the hours that training may take
    plan = TrainingPlan(
        backbone=settings.backbone,
        weights=options.weights,
        device=settings.device,
        seed=options.seed,
        tuning=_tuning(options),
        photos_per_place=options.photos_per_place,
        everything=options.everything,
        distractors=Dataset.load(options.distractors) if options.distractors else None,
        studied=options.study,
        weight_bits=options.weight_bits,
        side=options.side,
        looks=options.looks,
        cache=settings.data_dir / "looks",
        workers=min(os.cpu_count() or 1, 8) if options.tune else 0,
    )
    metrics = train(Dataset.load(options.dataset), options.out, plan)
    if options.json:
        print_json([metrics])
    else:
        print(_summary(metrics))
        print(f"Written: {options.out}; report.html and MODEL_CARD.md in it tell how well it does.")
    return 0


def _tuning(options: argparse.Namespace) -> TuningPlan | None:
    if options.tune is None:
        return None
    given = {"backbone_rate": options.tuning_rate, "batch": options.batch}
    chosen = {name: value for name, value in given.items() if value is not None}
    return TuningPlan(epochs=options.tune, seed=options.seed, **chosen)


def _summary(metrics: dict[str, Any]) -> str:
    figures = metrics["ordinary_places"] or metrics["sparse_places"]
    seconds = metrics["seconds"]
    return (
        f"{metrics['photos']} photos of {metrics['places']} places; on held-out photos place hit@1 "
        f"{figures['place_hit@1']:.3f}, hit@5 {figures['place_hit@5']:.3f}, category hit@1 "
        f"{figures['category_hit@1']:.3f}; {sum(seconds.values()):.0f} s."
    )
