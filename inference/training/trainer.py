"""From a dataset to a model folder.

The backbone keeps its pretrained weights, or is tuned briefly first; the space, the two heads, the
bank of neighbours and the known rule are fitted on what it says of the photos. What is chosen is
chosen on photos, and on places, that were held out; what ships is fitted on all photos of the
splits named.
"""

from __future__ import annotations

import json
import logging
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

import torch
from torch import Tensor

from inference.backbones import Backbone
from inference.backbones.pretrained import load_pretrained
from inference.backbones.rounding import round_weights
from inference.catalogue import Catalogue
from inference.data.dataset import Dataset
from inference.data.duplicates import groups, same_scene
from inference.data.splits import assign_folds
from inference.device import select_device
from inference.evidence import SIGNS
from inference.labels import Known, Labels, PlaceLabel
from inference.model_files import CARD, LABELS, METRICS, save_weights
from inference.training.card import write_card
from inference.training.checkpoint import Progress
from inference.training.examples import Examples, make_examples
from inference.training.features import Features, look_at_photos
from inference.training.figures import choice_figures, known_figures, validation_figures
from inference.training.fitting import Fit, fit
from inference.training.material import Material, cross_validated, validated_apart
from inference.training.report import write_report
from inference.training.study import study
from inference.training.tuning import LabelledPhotos, TuningPlan, tune
from inference.training.validation import ROUNDS
from inference.writing import whole_folder

log = logging.getLogger(__name__)

DEVELOPMENT = ("train", "val")
EVERYTHING = ("train", "val", "test")


@dataclass(frozen=True, slots=True)
class TrainingPlan:
    """What is trained and on what; `cache` is the folder of looks that outlives the run.

    Without `tuning` the backbone stays as it was pretrained. `photos_per_place` draws so many of
    each place. `everything` fits the test photos too. `distractors` show no place of the catalogue.
    `studied` adds how scores fall with fewer photos, and with places left out. `weight_bits` is how
    the backbone is stored. `side` and `looks` are those of `BackboneSpec`.
    """

    backbone: str
    weights: Path
    device: str = "auto"
    seed: int = 0
    tuning: TuningPlan | None = None
    photos_per_place: int | None = None
    everything: bool = False
    distractors: Dataset | None = None
    studied: bool = False
    weight_bits: Literal[8, 16] = 16
    side: int | None = None
    looks: Literal[1, 3] = 3
    cache: Path | None = None
    workers: int = 0


def train(dataset: Dataset, out: Path, plan: TrainingPlan) -> dict[str, Any]:
    """Train on a dataset and write the model folder `out`; returns its metrics.

    `out` appears whole or not at all. Raises TrainingError and the errors of backbones and weights.
    """
    started = time.monotonic()
    torch.manual_seed(plan.seed)
    material = _material(dataset, plan)
    device = select_device(plan.device)
    backbone = load_pretrained(plan.backbone, plan.weights, plan.side, plan.looks)
    checkpoint = out.with_name(f".{out.name}.tuning.safetensors")
    progress = _tune(backbone, material, dataset.catalogue, plan, device, checkpoint)
    _store_as(backbone, tuned=bool(progress.epochs), bits=plan.weight_bits)
    tuned = time.monotonic()
    features = look_at_photos(backbone, material.photos, device, plan.cache)
    others = plan.distractors.photos if plan.distractors is not None else ()
    distractors = look_at_photos(backbone, others, device, plan.cache).looks if others else None
    examples = make_examples(backbone, material, features.looks, distractors, dataset.catalogue)
    looked = time.monotonic()
    result = fit(examples, _folds(material, features, plan.seed), plan.seed)
    labels = _labels(material, dataset.catalogue, examples, result)
    seconds = {
        "tuning": tuned - started,
        "looks": looked - tuned,
        "fits": time.monotonic() - looked,
    }
    metrics: dict[str, Any] = {
        "photos": int(material.counts.sum()),
        "places": examples.place_count,
        "photos_per_place": plan.photos_per_place,
        "seed": plan.seed,
        "distractors": len(others),
        "measured": _measured(material),
        **validation_figures(examples, result.photos, labels),
        "choices": choice_figures(result.choices),
        "known": known_figures(result.known),
        "tuning": [asdict(epoch) for epoch in progress.epochs],
        "losses": {
            "place_head": list(result.fitted.place_losses),
            "category_head": list(result.fitted.category_losses),
        },
        "categories_without_photos": [
            c for c in labels.categories if c not in labels.place_categories
        ],
        "study": study(dataset, backbone, device, plan.cache) if plan.studied else None,
        "seconds": seconds,
    }
    with whole_folder(out, marker=LABELS) as folder:
        save_weights(folder, backbone, result.fitted.scorer, labels)
        text = json.dumps(metrics, ensure_ascii=False, indent=1, allow_nan=False)
        (folder / METRICS).write_text(text + "\n", encoding="utf-8")
        write_card(folder / CARD, labels, metrics, dataset.catalogue)
        write_report(folder, labels, metrics)
    checkpoint.unlink(missing_ok=True)
    return metrics


def _material(dataset: Dataset, plan: TrainingPlan) -> Material:
    if plan.tuning is not None or plan.photos_per_place is not None:
        return validated_apart(dataset, plan.photos_per_place, plan.seed)
    return cross_validated(dataset, EVERYTHING if plan.everything else DEVELOPMENT)


def _measured(material: Material) -> str:
    apart = int(material.validation.sum())
    if apart:
        return f"{apart} photos set apart for validation, the same that chose the settings"
    return f"{ROUNDS}-fold cross-validation, look-alikes never on both sides"


def _tune(
    backbone: Backbone,
    material: Material,
    catalogue: Catalogue,
    plan: TrainingPlan,
    device: torch.device,
    checkpoint: Path,
) -> Progress:
    if plan.tuning is None:
        return Progress()
    order = {category: i for i, category in enumerate(catalogue.categories)}
    categories = torch.tensor([order[catalogue.places[p].category] for p in material.place_ids])

    def part(mask: Tensor) -> LabelledPhotos:
        photos = tuple(p for p, taken in zip(material.photos, mask, strict=True) if taken)
        places = material.places[mask]
        return LabelledPhotos(photos, places, categories[places])

    return tune(
        backbone,
        part(~material.validation),
        part(material.validation),
        (len(material.place_ids), len(order)),
        plan.tuning,
        device,
        checkpoint,
        plan.workers,
    )


def _store_as(backbone: Backbone, *, tuned: bool, bits: Literal[8, 16]) -> None:
    """Round the weights to what will be stored, before anything is fitted on what they say."""
    backbone.spec = backbone.spec.model_copy(update={"tuned": tuned, "weight_bits": bits})
    round_weights(backbone.cpu(), bits)


def _folds(material: Material, features: Features, seed: int) -> Tensor:
    """The fold of each photo; look-alikes share one, or held-out photos would be no strangers."""
    group = groups(same_scene(features.signatures), len(material.photos))
    return torch.from_numpy(assign_folds(material.places.tolist(), group, ROUNDS, seed))


def _labels(material: Material, catalogue: Catalogue, examples: Examples, result: Fit) -> Labels:
    places = [catalogue.places[place_id] for place_id in material.place_ids]
    rows = zip(places, material.counts.tolist(), examples.sparse.tolist(), strict=True)
    rule = result.known.rule
    return Labels(
        backbone=examples.backbone.spec,
        categories=tuple(catalogue.categories),
        places=tuple(
            PlaceLabel(id=p.id, name=p.name, city=p.city, photos=n, sparse=s) for p, n, s in rows
        ),
        place_categories=tuple(place.category for place in places),
        calibration=result.calibration,
        known=Known(
            threshold=rule.threshold,
            bias=rule.bias,
            weights=dict(zip(SIGNS, rule.weights.tolist(), strict=True)),
        ),
    )
