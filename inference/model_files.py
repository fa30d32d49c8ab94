"""A trained model as a folder: `weights.safetensors` and `labels.json`, never a pickle.

`metrics.json` and `MODEL_CARD.md` lie beside them for people; answering needs only the two.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import torch
from pydantic import ValidationError
from safetensors import SafetensorError, safe_open
from safetensors.torch import save_file
from torch import Tensor

from inference.backbones import Backbone, build
from inference.backbones.rounding import pack, unpack
from inference.errors import UserError
from inference.evidence import SIGNS, KnownRule
from inference.labels import Labels
from inference.scorer import LinearHead, Scorer
from inference.space import Bank, Space

WEIGHTS = "weights.safetensors"
LABELS = "labels.json"
METRICS = "metrics.json"
CARD = "MODEL_CARD.md"
_BACKBONE = "backbone."


class ModelError(UserError):
    """The folder is no model this program can use, or the device asked for is not there."""


@dataclass(frozen=True, slots=True)
class Model:
    """Everything a model folder holds. `version` is a short hash of the weights file."""

    backbone: Backbone
    scorer: Scorer
    labels: Labels
    rule: KnownRule
    version: str


def load_model(folder: Path) -> Model:
    """Read and check a model folder. Raises ModelError, one sentence, for everything wrong."""
    labels = _read_labels(folder / LABELS)
    path = folder / WEIGHTS
    tensors = _read_tensors(path, labels)
    prefix = len(_BACKBONE)
    own = {name[prefix:]: value for name, value in tensors.items() if name.startswith(_BACKBONE)}
    try:
        backbone = build(labels.backbone)
        backbone.load_state_dict(own)
    except (RuntimeError, ValueError, KeyError, TypeError) as error:
        reason = " ".join(str(error).split())[:160]
        raise ModelError(f"{path} does not fit the network or {LABELS}: {reason} …") from error
    backbone.eval()
    version = hashlib.sha256(path.read_bytes()).hexdigest()[:12]
    scorer = _scorer(tensors, labels, backbone.embedding, path)
    weights = torch.tensor([labels.known.weights[name] for name in SIGNS])
    rule = KnownRule(weights, labels.known.bias, labels.known.threshold)
    return Model(backbone, scorer, labels, rule, version)


def save_weights(folder: Path, backbone: Backbone, scorer: Scorer, labels: Labels) -> None:
    """Write weights (as `labels.backbone` says they are stored) and labels into a folder."""
    packed = pack(backbone.state_dict(), labels.backbone.weight_bits)
    tensors = {_BACKBONE + name: value for name, value in packed.items()}
    tensors |= pack(
        {
            "space.projection": scorer.space.projection,
            "space.offset": scorer.space.offset,
            "category_head.weight": scorer.category_head.weight,
            "category_head.bias": scorer.category_head.bias,
            "place_head.weight": scorer.place_head.weight,
            "place_head.bias": scorer.place_head.bias,
            "bank.vectors": scorer.bank.vectors,
            "bank.density": scorer.bank.density,
        },
        16,
    )
    tensors["bank.places"] = scorer.bank.places.to(torch.int32)
    stored = {k: v.detach().cpu().contiguous() for k, v in tensors.items()}
    save_file(stored, folder / WEIGHTS, metadata={"labels": labels.fingerprint()})
    (folder / WEIGHTS).chmod(0o644)  # the library writes files that only their owner can read
    text = json.dumps(labels.model_dump(mode="json"), ensure_ascii=False, indent=1)
    (folder / LABELS).write_text(text + "\n", encoding="utf-8")


def _read_labels(path: Path) -> Labels:
    try:
        labels = Labels.model_validate_json(path.read_bytes())
    except FileNotFoundError as error:
        raise ModelError(f"{path} is missing; {path.parent} is not a model folder.") from error
    except OSError as error:
        raise ModelError(f"{path} cannot be read: {error.strerror}.") from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise ModelError(f"{path} is damaged or of another version: {where} {first['msg']}.") from (
            error
        )
    ids = [place.id for place in labels.places]
    if len(set(ids)) < len(ids) or len(set(labels.categories)) < len(labels.categories):
        raise ModelError(f"{path} names a place or a category twice.")
    if len(labels.place_categories) != len(ids) or not set(labels.place_categories) <= set(
        labels.categories
    ):
        raise ModelError(f"{path} does not say the category of each place.")
    if set(labels.known.weights) != set(SIGNS):
        raise ModelError(f"{path} weighs other signs of knowing than this program has.")
    if any(place.added for place in labels.places[: labels.trained]):
        raise ModelError(f"{path} names a place that was added before one that was trained.")
    return labels


def _read_tensors(path: Path, labels: Labels) -> dict[str, Tensor]:
    try:
        with safe_open(path, framework="pt") as file:
            fingerprint = (file.metadata() or {}).get("labels")
            stored = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
    except FileNotFoundError as error:
        raise ModelError(f"{path} is missing; {path.parent} is not a model folder.") from error
    except (SafetensorError, OSError, ValueError) as error:
        raise ModelError(f"{path} is damaged: {error}.") from error
    if fingerprint != labels.fingerprint():
        raise ModelError(f"{path} and {LABELS} beside it belong to different models.")
    try:
        # Halves and whole numbers are for the disk; CPUs compute in single precision.
        tensors = unpack(stored)
    except RuntimeError as error:
        raise ModelError(f"{path} is damaged: a scale does not fit its weights.") from error
    for name, tensor in tensors.items():
        if tensor.is_floating_point() and not bool(torch.isfinite(tensor).all()):
            raise ModelError(f"{path} is damaged: {name} holds values that are not numbers.")
    return tensors


def _scorer(tensors: Mapping[str, Tensor], labels: Labels, embedding: int, path: Path) -> Scorer:
    def of(name: str, *shape: int) -> Tensor:
        if name not in tensors:
            raise ModelError(f"{path} lacks the tensor {name}.")
        found = tensors[name]
        wrong = found.ndim != len(shape) or any(
            wanted not in (-1, real) for wanted, real in zip(shape, found.shape, strict=True)
        )
        if wrong or 0 in found.shape or found.is_floating_point() == (name == "bank.places"):
            raise ModelError(f"{path} is damaged: {name} does not fit {LABELS} or other tensors.")
        return found

    projection = of("space.projection", -1, embedding)
    width, categories, trained = len(projection), len(labels.categories), labels.trained
    places = of("bank.places", -1).long()
    if not 0 <= int(places.min()) <= int(places.max()) < len(labels.places):
        raise ModelError(f"{path} is damaged: bank.places names places that {LABELS} lacks.")
    sizes = places.bincount(minlength=len(labels.places))
    if not bool(sizes[trained:].all()):
        raise ModelError(f"{path} is damaged: bank.places lacks photos of an added place.")
    return Scorer(
        Space(projection, of("space.offset", width)),
        LinearHead(
            of("category_head.weight", categories, width), of("category_head.bias", categories)
        ),
        LinearHead(of("place_head.weight", trained, width), of("place_head.bias", trained)),
        Bank(of("bank.vectors", len(places), width), places, of("bank.density", len(places))),
        len(labels.places),
        labels.calibration.added,
    )
